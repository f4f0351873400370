import type { GatewaySettings } from '@tessera/platform';
import type { GatewayOptions } from './create-gateway.ts';

export type { GatewaySettings };

/** The services that push revocations to the gateway. */
export const TRUST_SERVICES = ['auth', 'tenants'] as const;

/** How long requests in flight may take to finish once the gateway is told to stop. */
export const DRAIN_MS = 10_000;

/** What a test may set besides the settings, before which it comes. */
export type GatewayTuning = Pick<
  GatewayOptions,
  'limits' | 'rates' | 'subgraphTimeoutMs' | 'operationTimeoutMs' | 'maxAnswerBytes' | 'streamBounds'
>;

export function tuningOf({ tuning }: GatewaySettings, given: GatewayTuning): GatewayTuning {
  const costPerPoint = tuning?.costPerPoint === undefined ? {} : { costPerPoint: tuning.costPerPoint };
  return { ...given, limits: { ...tuning?.limits, ...given.limits }, rates: { ...tuning?.rates, ...costPerPoint, ...given.rates } };
}
