import { CompanyServiceDefinition, MembershipsDefinition } from '@tessera/rpc';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../prisma/auth/client/client.ts';
import { createPasswordHasher } from './crypto/password-hasher.ts';
import { createSealedBox } from './crypto/sealed-box.ts';
import { createSigningKeys } from './crypto/signing-keys.ts';
import { createKeyedQueue } from './keyed-queue.ts';
import { purgeExpired } from './services/purge-expired.ts';
import { createRegistrar } from './services/registration/registrar.ts';
import type { Background, Db } from './services/scope.ts';

export type Runtime = SubgraphRuntime<PrismaClient>;

const MAINTENANCE_INTERVAL_MS = 60_000;

const known = new WeakMap<Runtime, Background>();

/** What lives as long as the process: made at the first call for a runtime, and kept. */
export function backgroundOf(runtime: Runtime): Background {
  const existing = known.get(runtime);
  if (existing) return existing;
  const sealedBox = createSealedBox(runtime.keyring.encryption);
  const company = runtime.rpcClient(CompanyServiceDefinition, 'tenants');
  const background: Background = {
    passwords: createPasswordHasher(),
    signingKeys: createSigningKeys(systemDb(runtime), sealedBox),
    sealedBox,
    memberships: runtime.rpcClient(MembershipsDefinition, 'tenants'),
    company,
    checks: createKeyedQueue(),
    registrar: createRegistrar({
      db: systemDb(runtime),
      company,
      onError: (error) => runtime.log.error({ err: error }, 'a registration failed'),
    }),
  };
  known.set(runtime, background);
  return background;
}

/** The identity role, for what the service does on its own account. */
export function systemDb(runtime: Runtime): Db {
  return runtime.database.platform({ userId: null, requestId: 'auth' });
}

/**
 * Keeps the signing keys rotating and drops what has expired, at once and every minute; completes registrations.
 * @throws when there is no signing key and none can be made: nobody could log in then
 */
export async function startMaintenance(runtime: Runtime): Promise<() => Promise<void>> {
  const maintain = async () => {
    await backgroundOf(runtime).signingKeys.maintain();
    await purgeExpired(systemDb(runtime));
  };
  await maintain();
  const { registrar } = backgroundOf(runtime);
  registrar.start();
  let latest = Promise.resolve();
  const timer = setInterval(() => {
    latest = maintain().catch((error: unknown) => runtime.log.error({ err: error }, 'maintenance failed'));
  }, MAINTENANCE_INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all([latest, registrar.stop()]);
  };
}
