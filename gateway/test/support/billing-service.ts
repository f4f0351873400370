import { AppError } from '@tessera/errors';
import { deriveKeyring } from '@tessera/keyring';
import {
  allowCallers,
  EntitlementsDefinition,
  rpcService,
  startRpcServer,
  type EntitlementsEvent,
  type TenantEntitlements,
} from '@tessera/rpc';
import { PushedFeed } from './pushed-feed.ts';

export type Plans = Readonly<Record<string, Pick<TenantEntitlements, 'plan' | 'features'>>>;

export interface BillingService {
  readonly address: string;
  readonly port: number;
  change(tenantId: string, plan: Plans[string]): void;
  stop(): Promise<void>;
}

export interface BillingOptions {
  readonly plans?: Plans;
  readonly port?: number;
  /** Snapshots never end. */
  readonly stalls?: boolean;
}

/** Tells plans over gRPC as billing does: all of them first, then whatever changes. */
export async function startBillingService(root: Uint8Array, options: BillingOptions = {}): Promise<BillingService> {
  const plans = new Map(Object.entries(options.plans ?? {}));
  const tenant = (tenantId: string): EntitlementsEvent => {
    const { plan = '', features = [] } = plans.get(tenantId) ?? {};
    return { kind: { $case: 'tenant', value: { tenantId, plan, features, limits: [] } } };
  };
  const end: EntitlementsEvent = { kind: { $case: 'snapshotComplete', value: {} } };
  const feed = new PushedFeed<EntitlementsEvent>(
    () => [...[...plans.keys()].map(tenant), ...(options.stalls ? [] : [end])],
    { kind: { $case: 'heartbeat', value: {} } },
  );
  const server = await startRpcServer({
    service: 'billing',
    keyring: deriveKeyring(root, 'billing', ['gateway']),
    host: '127.0.0.1',
    port: options.port ?? 0,
    services: [
      rpcService(EntitlementsDefinition, {
        watch: (_request, call) => feed.watch(call),
        async get() {
          throw new AppError('NOT_FOUND', 'There is no such tenant.');
        },
      }),
    ],
    allowed: allowCallers(EntitlementsDefinition, ['gateway']),
    health: async () => true,
  });
  return {
    address: `127.0.0.1:${server.port}`,
    port: server.port,
    change(tenantId, plan) {
      plans.set(tenantId, plan);
      feed.push(tenant(tenantId));
    },
    stop: () => server.stop(),
  };
}
