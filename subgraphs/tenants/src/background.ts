import { ProvisioningDefinition, UsersDefinition } from '@tessera/rpc';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/tenants/client/client.ts';
import type { Prepare } from './services/provisioning/attempt-run.ts';
import { createProvisioner } from './services/provisioning/provisioner.ts';
import type { Background, Db, KnownUser } from './services/scope.ts';

export type Runtime = SubgraphRuntime<PrismaClient>;

/** A service may copy templates for a new tenant; well below the lease of a run, in milliseconds. */
const PREPARE_DEADLINE_MS = 10_000;

const known = new WeakMap<Runtime, Background>();

/** What lives as long as the process: made at the first call for a runtime, and kept. */
export function backgroundOf(runtime: Runtime): Background {
  const existing = known.get(runtime);
  if (existing) return existing;
  const background: Background = {
    provisioner: createProvisioner({
      db: systemDb(runtime, 'provisioning'),
      services: Object.keys(runtime.settings.peers),
      prepare: prepareOver(runtime),
      onError: (error) => runtime.log.error({ err: error }, 'provisioning failed'),
    }),
    findUserByEmail: findUserOver(runtime),
  };
  known.set(runtime, background);
  return background;
}

/** The platform's role, for what the service does on its own account; `task` is recorded as the request. */
export function systemDb(runtime: Runtime, task: string): Db {
  return runtime.database.platform({ userId: null, requestId: task });
}

function prepareOver(runtime: Runtime): Prepare {
  return async (service, tenant) => {
    const client = runtime.rpcClient(ProvisioningDefinition, service);
    const { detail } = await client.prepare(tenant, { deadlineMs: PREPARE_DEADLINE_MS });
    return detail;
  };
}

function findUserOver(runtime: Runtime): Background['findUserByEmail'] {
  return async (email): Promise<KnownUser | null> => {
    const users = runtime.rpcClient(UsersDefinition, 'auth');
    const user = await users.find({ by: { $case: 'email', value: email } });
    return user.status === 'ACTIVE' ? { id: user.id, email: user.email } : null;
  };
}
