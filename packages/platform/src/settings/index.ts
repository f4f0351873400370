export * from './env-template.ts';
export * from './service-settings.ts';
export * from './system-settings.ts';
