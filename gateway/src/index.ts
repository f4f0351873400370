export { createGateway, type Gateway, type GatewayOptions, type OperationResult } from './create-gateway.ts';
export { startGateway, type RunningGateway } from './start-gateway.ts';
export { startOpenGateway, type OpenGatewayOptions } from './start-open-gateway.ts';
export type { GatewaySettings, GatewayTuning } from './settings.ts';
export type { Authenticator } from './identity/authenticator.ts';
export { DEFAULT_LIMITS, type LimitSettings } from './limits/limit-settings.ts';
export type { RateOverrides, RateSubject } from './limits/rate-overrides.ts';
export { DEFAULT_RATES, type Rate, type RateSettings } from './limits/rate.ts';
