import { NotificationsDefinition } from '@tessera/rpc';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/billing/client/client.ts';
import { createServiceClock, type ServiceClock } from './services/clock.ts';
import type { Background } from './services/background.ts';
import type { Db } from './services/scope.ts';
import { noProvider } from './services/payments/no-provider.ts';
import type { PaymentProvider } from './services/payments/provider.ts';
import { createTestProvider } from './services/payments/test-provider.ts';
import { webhookKey } from './services/payments/webhook-signature.ts';
import { startSchedule, type Schedule } from './services/run/schedule.ts';

export type Runtime = SubgraphRuntime<PrismaClient>;

interface Work extends Background {
  readonly clock: ServiceClock;
  schedule: Schedule | null;
}

const known = new WeakMap<Runtime, Work>();

/** What lives as long as the process: made at the first call for a runtime, and kept. */
export function backgroundOf(runtime: Runtime): Background {
  return workOf(runtime);
}

function workOf(runtime: Runtime): Work {
  const existing = known.get(runtime);
  if (existing) return existing;
  const { settings } = runtime;
  const work: Work = {
    clock: createServiceClock(systemDb(runtime, 'billing.clock'), !settings.production),
    provider: settings.production ? noProvider : testProvider(runtime),
    schedule: null,
    wake: () => work.schedule?.wake(),
  };
  known.set(runtime, work);
  return work;
}

function testProvider({ keyring, settings, log }: Runtime): PaymentProvider {
  return createTestProvider({
    key: webhookKey(keyring.encryption),
    deliverTo: `http://${settings.host}:${settings.httpPort}`,
    onError: (error) => log.warn({ err: error }, 'a webhook of the built-in payment provider was not delivered'),
  });
}

/** The platform's role, for what the service does on its own account; `task` is recorded as the request. */
export function systemDb(runtime: Runtime, task: string): Db {
  return runtime.database.platform({ userId: null, requestId: task });
}

/** Runs the schedule until it is stopped. */
export async function startSchedules(runtime: Runtime): Promise<() => Promise<void>> {
  const work = workOf(runtime);
  await work.clock.refresh();
  const schedule = startSchedule({
    db: systemDb(runtime, 'billing.schedule'),
    clock: work.clock,
    provider: work.provider,
    tell: async (notice) => {
      await runtime.rpcClient(NotificationsDefinition, 'tenants').tell(notice);
    },
    onError: (error) => runtime.log.error({ err: error }, 'billing failed, and is tried again'),
  });
  work.schedule = schedule;
  return () => schedule.stop();
}
