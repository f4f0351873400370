import { PrismaPg } from '@prisma/adapter-pg';
import { isPlatformWide } from '@tessera/identity';
import { Pool, type PoolConfig } from 'pg';
import { keepBatchesInSession } from './batches.ts';
import type { Database, DatabaseOptions, PlatformContext, ScopedDb, TenantContext } from './contract.ts';
import { createScopedDb, type PrismaLike, type Role } from './scoped-db.ts';
import { ScopedPool } from './scoped-pool.ts';
import { sessionOf } from './session.ts';
import { createStatementNames } from './statement-names.ts';

/**
 * Besides the bounds that the roles themselves carry (packages/platform): a transaction that stands idle, anywhere in
 * the cluster, holds back every reader of an event log, and one that waits for a lock holds back whoever waits behind
 * it. Times are in milliseconds.
 */
const SETTINGS = {
  idle_in_transaction_session_timeout: 10_000,
  lock_timeout: 10_000,
  connectionTimeoutMillis: 10_000,
  idleTimeoutMillis: 60_000,
  // The planner prices a policy's sub-selects high, and would compile for 170 ms what runs in 20.
  options: '-c jit=off',
} as const satisfies PoolConfig;

/** Opens the three pools of one service's database; connections are made when first needed. */
export function openDatabase<Client>(options: DatabaseOptions<Client>): Database<Client> {
  const app = openRole(options, 'app', options.poolSize ?? 4);
  const platform = openRole(options, 'platform', options.platformPoolSize ?? 2);
  const tail = watched(new Pool({ ...poolConfig(options, 'tail'), max: 2 }), options);

  const tenant = (context: TenantContext): ScopedDb<Client> => {
    if (!context.tenantId) throw new Error('A tenant context without a tenant.');
    return createScopedDb(app, sessionOf(context), context.tenantId);
  };
  const acrossTenants = (context: PlatformContext): ScopedDb<Client> =>
    createScopedDb(platform, sessionOf(context), context.tenantId ?? null);

  return {
    tenant,
    platform: acrossTenants,
    forIdentity(identity, requestId, rowScope) {
      const { userId, tenantId } = identity;
      if (tenantId !== null) return tenant({ tenantId, userId, rowScope, requestId, actReason: identity.act?.reason });
      if (isPlatformWide(identity)) return acrossTenants({ userId, requestId });
      throw new Error(`An identity with the role ${identity.role} has no tenant.`);
    },
    tail: () => tail,
    ping: () => app.pool.ping(),
    async close() {
      await Promise.all([app.prisma.$disconnect(), platform.prisma.$disconnect()]);
      await Promise.all([app.pool.end(), platform.pool.end(), tail.end()]);
    },
  };
}

function openRole<Client>(options: DatabaseOptions<Client>, role: 'app' | 'platform', max: number): Role<Client> {
  const pool = watched(new ScopedPool({ ...poolConfig(options, role), max }), options);
  const names = createStatementNames();
  // Prisma's type wants a name; the adapter hands on what it gets, and pg takes undefined for "do not name it".
  const statementNameGenerator = (query: { sql: string; args: unknown[] }) =>
    names(query.sql, query.args.length) as string;
  const prisma = new options.PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator }) });
  keepBatchesInSession(prisma as object, pool);
  return {
    pool,
    prisma: prisma as Client & PrismaLike<Client>,
    sql: (session, { text, values }, types) => {
      const name = names(text, values.length);
      return pool.queryIn(session, { name, text, values: values as unknown[], ...(types && { types }) });
    },
  };
}

function poolConfig<Client>(
  options: DatabaseOptions<Client>,
  role: keyof DatabaseOptions<Client>['passwords'],
): PoolConfig {
  const { host, port, database, rolePrefix = database } = options.address;
  const user = `${rolePrefix}_${role}`;
  return {
    ...SETTINGS,
    host,
    port,
    database,
    user,
    password: options.passwords[role],
    application_name: `tessera ${user}`,
  };
}

/** Without a listener, an idle connection that breaks would end the process. */
function watched<P extends Pool>(pool: P, options: { readonly onConnectionError?: (error: Error) => void }): P {
  pool.on('error', (error) => options.onConnectionError?.(error));
  return pool;
}
