import { deriveKeyring } from '@tessera/keyring';
import { EntitlementsDefinition, allowCallers, rpcService, startRpcServer, type TenantEntitlements } from '@tessera/rpc';
import { TEST_ROOT } from './databases.ts';

/** What billing would say of tenants. Who was given no plan has one without limits. */
export interface TestPlans {
  give(tenantId: string, plan: string, limits: Readonly<Record<string, number>>): void;
  /** One without a name: no plan is in force. */
  take(tenantId: string): void;
  readonly ask: (tenantId: string) => Promise<TenantEntitlements>;
  /** How often it was asked. */
  readonly asked: number;
}

export function createTestPlans(): TestPlans {
  const plans = new Map<string, TenantEntitlements>();
  let asked = 0;
  return {
    give(tenantId, plan, limits) {
      const listed = Object.entries(limits).map(([name, amount]) => ({ name, amount }));
      plans.set(tenantId, { tenantId, plan, features: [], limits: listed });
    },
    take: (tenantId) => void plans.set(tenantId, { tenantId, plan: '', features: [], limits: [] }),
    async ask(tenantId) {
      asked += 1;
      return plans.get(tenantId) ?? { tenantId, plan: 'Unlimited', features: [], limits: [] };
    },
    get asked() {
      return asked;
    },
  };
}

/** Billing as services ask it about plans: over its own gRPC. */
export interface TestBilling {
  /** `host:port` */
  readonly target: string;
  stop(): Promise<void>;
}

export async function startTestBilling({ ask }: TestPlans, port = 0): Promise<TestBilling> {
  const callers = ['crm', 'cms', 'tenants'];
  const host = '127.0.0.1';
  const server = await startRpcServer({
    service: 'billing',
    keyring: deriveKeyring(TEST_ROOT, 'billing', callers),
    host,
    port,
    services: [rpcService(EntitlementsDefinition, { get: ({ tenantId }) => ask(tenantId), watch: async function* () {} })],
    allowed: allowCallers(EntitlementsDefinition, callers),
    health: async () => true,
  });
  return { target: `${host}:${server.port}`, stop: () => server.stop() };
}
