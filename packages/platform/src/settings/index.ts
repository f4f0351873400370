export {
  readEndpointTuning,
  tuningEnvironment,
  TUNING_NAMES,
  type EndpointTuning,
  type PersistedOperationsSetting,
} from './endpoint-tuning.ts';
export * from './env-template.ts';
export { MEDIA_NAMES, mediaEnvironment, readMediaSettings, type MediaSettings, type MediaStorageSettings } from './media.ts';
export * from './service-settings.ts';
export * from './system-settings.ts';
