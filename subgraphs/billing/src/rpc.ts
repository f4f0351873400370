import { AppError } from '@tessera/errors';
import {
  EntitlementsDefinition,
  allowCallers,
  createFeed,
  methodPath,
  rpcService,
  type EntitlementsEvent,
  type Feed,
  type RpcService,
} from '@tessera/rpc';
import { listeningConnection } from '@tessera/subgraph';
import { startSchedules, systemDb, type Runtime } from './background.ts';
import { readEntitlements } from './services/plans/read-entitlements.ts';

/** Who may call what billing serves: gateways hold their callers to plans, and services to limits. */
export const rpcCallers = {
  ...allowCallers(EntitlementsDefinition, ['gateway']),
  [methodPath(EntitlementsDefinition, 'get')]: ['tenants', 'crm', 'cms'],
};

/** The channel on which the database tells whose entitlements have changed: a tenant's id, or '' for every tenant's. */
const CHANNEL = 'tessera_entitlements';

const feeds = new WeakMap<Runtime, Feed<EntitlementsEvent>>();

/** What each tenant's plan gives it. */
export function rpcServices(runtime: Runtime): RpcService[] {
  const db = systemDb(runtime, 'billing.entitlements');
  const tell = async (tenantId?: string): Promise<EntitlementsEvent[]> => {
    const all = await readEntitlements(db, tenantId);
    return all.map((value) => ({ kind: { $case: 'tenant', value } }));
  };
  const feed = createFeed<EntitlementsEvent>({
    connection: listeningConnection(runtime),
    channel: CHANNEL,
    snapshot: async () => [...(await tell()), { kind: { $case: 'snapshotComplete', value: {} } }],
    read: (tenantId) => tell(tenantId === '' ? undefined : tenantId),
    heartbeat: { kind: { $case: 'heartbeat', value: {} } },
    onError: (error) => runtime.log.warn({ err: error }, 'the feed of entitlements was interrupted'),
  });
  feeds.set(runtime, feed);
  return [
    rpcService(EntitlementsDefinition, {
      watch: feed.watch,
      async get({ tenantId }) {
        const [found] = await readEntitlements(db, tenantId);
        if (!found) throw new AppError('NOT_FOUND', 'Billing knows no such tenant.');
        return found;
      },
    }),
  ];
}

/** Background work of the whole service; the feed ends with it. */
export async function startWork(runtime: Runtime): Promise<() => Promise<void>> {
  const stopFeed = async () => feeds.get(runtime)?.stop();
  try {
    const stopSchedules = await startSchedules(runtime);
    return async () => {
      await Promise.all([stopFeed(), stopSchedules()]);
    };
  } catch (error) {
    await stopFeed();
    throw error;
  }
}
