import type { ServiceKeyring } from '@tessera/keyring';
import { createRpcClient, followTrust, TrustDefinition } from '@tessera/rpc';
import type { Logger } from 'pino';
import { createKeyTrust, type KeyTrust } from './key-trust.ts';
import { createTrustState, type TrustState } from './trust-state.ts';

/** A feed that says nothing for this long (it beats every two seconds) is not to be relied on any more. */
const STALE_AFTER_MS = 60_000;

/** How one feed stands; `ageMs` is null until its first snapshot is complete. */
export interface FeedStatus {
  readonly service: string;
  readonly ageMs: number | null;
  readonly stale: boolean;
}

export interface TrustFeeds extends Pick<TrustState, 'check' | 'checkTenant'> {
  /** What was pushed that answers about API keys rest on. */
  readonly keys: Pick<KeyTrust, 'hasChanged'>;
  status(): readonly FeedStatus[];
  stop(): Promise<void>;
}

export interface TrustFeedOptions {
  /** The services that push revocations. */
  readonly services: readonly string[];
  /** Service to `host:port` of its gRPC server. */
  readonly peers: Readonly<Record<string, string>>;
  readonly keyring: ServiceKeyring;
  readonly log: Logger;
}

/** Follows each service's feed of revocations, reconnecting by itself, and keeps what they say. */
export function followTrustFeeds(options: TrustFeedOptions): TrustFeeds {
  const state = createTrustState();
  const keys = createKeyTrust();
  const heardAt = new Map<string, number>();
  const followers = options.services.map((service) => {
    const target = options.peers[service];
    if (!target) throw new Error(`The gateway needs the gRPC address of ${service}: its revocations come from there.`);
    const client = createRpcClient(TrustDefinition, { target, callee: service, keyring: options.keyring });
    const follower = followTrust(client, {
      onEvent(event) {
        state.apply(service, event);
        keys.note(event);
      },
      onSnapshot(events) {
        state.replace(service, events);
        keys.noteAll();
      },
      onAlive: () => void heardAt.set(service, Date.now()),
      onError: (error) => options.log.debug({ service, err: error }, 'the trust feed was interrupted'),
    });
    return { client, follower };
  });
  return {
    check: state.check,
    checkTenant: state.checkTenant,
    keys,
    status: () => options.services.map((service) => statusOf(service, heardAt.get(service))),
    async stop() {
      await Promise.all(followers.map(({ follower }) => follower.stop()));
      followers.forEach(({ client }) => client.close());
      state.stop();
      keys.stop();
    },
  };
}

function statusOf(service: string, heardAt: number | undefined): FeedStatus {
  const ageMs = heardAt === undefined ? null : Date.now() - heardAt;
  return { service, ageMs, stale: ageMs === null || ageMs > STALE_AFTER_MS };
}
