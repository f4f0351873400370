import type { ServiceKeyring } from '@tessera/keyring';
import { createRpcClient, followFeed, RateLimitsDefinition, type RateLimitsEvent } from '@tessera/rpc';
import type { Logger } from 'pino';
import { createRateOverrides, type RateOverrides } from './rate-overrides.ts';

/** The service that keeps the platform's rate limits. */
const KEEPER = 'superadmin';

export interface RateLimitFollowerOptions {
  /** Service to `host:port` of its gRPC server; without a keeper among them the settings' rates hold. */
  readonly peers: Readonly<Record<string, string>>;
  readonly keyring: ServiceKeyring;
  readonly log: Logger;
}

/**
 * Follows the rate limits that the platform sets, reconnecting by itself. While nothing is heard, those heard last
 * stay, or the settings' where none were heard yet: that their keeper is down keeps nobody out.
 */
export function followRateLimits(options: RateLimitFollowerOptions): RateOverrides & { stop(): Promise<void> } {
  const overrides = createRateOverrides();
  const target = options.peers[KEEPER];
  if (!target) return { of: overrides.of, stop: async () => undefined };
  const client = createRpcClient(RateLimitsDefinition, { target, callee: KEEPER, keyring: options.keyring });
  const follower = followFeed<RateLimitsEvent>({
    open: (signal) => client.watch({}, { signal }),
    receiver: () => (event) => {
      if (event.kind?.$case === 'set') overrides.replace(event.kind.value);
      return true;
    },
    onError: (error) => options.log.debug({ err: error }, 'the feed of rate limits was interrupted'),
  });
  return {
    of: overrides.of,
    async stop() {
      await follower.stop();
      client.close();
    },
  };
}
