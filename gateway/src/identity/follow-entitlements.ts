import type { ServiceKeyring } from '@tessera/keyring';
import { createRpcClient, EntitlementsDefinition, followFeed, type EntitlementsEvent, type TenantEntitlements } from '@tessera/rpc';
import type { Logger } from 'pino';
import { createTenantPlans, type KeptPlans, type TenantPlans } from './tenant-plans.ts';

/** The service that knows the plans. */
const KEEPER = 'billing';

export interface EntitlementsOptions {
  /** Service to `host:port` of its gRPC server; without a keeper among them no feature is refused. */
  readonly peers: Readonly<Record<string, string>>;
  readonly keyring: ServiceKeyring;
  readonly log: Logger;
}

/** How the feed stands; `ageMs` is null until its first snapshot is complete, and until then nothing is refused. */
export interface EntitlementsStatus {
  readonly service: string;
  readonly ageMs: number | null;
}

export interface Entitlements extends TenantPlans {
  /** Null where no service knows plans. */
  status(): EntitlementsStatus | null;
  stop(): Promise<void>;
}

/**
 * Follows the plans of all tenants, reconnecting by itself. While nothing is heard, what was heard last holds: that
 * billing is away takes nothing from anybody who has paid.
 */
export function followEntitlements({ peers, keyring, log }: EntitlementsOptions): Entitlements {
  const plans = createTenantPlans();
  const target = peers[KEEPER];
  if (!target) return { bind: plans.bind, status: () => null, stop: async () => undefined };
  const client = createRpcClient(EntitlementsDefinition, { target, callee: KEEPER, keyring });
  let heardAt: number | undefined;
  const follower = followFeed<EntitlementsEvent>({
    open: (signal) => client.watch({}, { signal }),
    receiver: () => receiver(plans, () => void (heardAt = Date.now())),
    onError: (error) => log.debug({ err: error }, 'the feed of entitlements was interrupted'),
  });
  return {
    bind: plans.bind,
    status: () => ({ service: KEEPER, ageMs: heardAt === undefined ? null : Date.now() - heardAt }),
    async stop() {
      await follower.stop();
      client.close();
    },
  };
}

/** Of one stream: what was known before holds until the snapshot has come whole. */
function receiver(plans: KeptPlans, onAlive: () => void): (event: EntitlementsEvent) => boolean {
  let snapshot: TenantEntitlements[] | undefined = [];
  return ({ kind }) => {
    if (kind?.$case === 'tenant') {
      if (snapshot) snapshot.push(kind.value);
      else plans.learn(kind.value);
    } else if (kind?.$case === 'snapshotComplete') {
      if (snapshot) plans.replace(snapshot);
      snapshot = undefined;
    }
    if (!snapshot) onAlive();
    return !snapshot;
  };
}
