import type { CustomTypesConfig, QueryResult } from 'pg';
import type { ScopedDb, SqlStatement, TransactionClient, TransactionOptions } from './contract.ts';
import { isWriteConflict } from './errors.ts';
import { MODEL_TYPES } from './model-types.ts';
import type { ScopedPool } from './scoped-pool.ts';
import { atIsolation, type Session } from './session.ts';

/** What every generated Prisma client can do, whatever its models. */
export interface PrismaLike<Client> {
  $disconnect(): Promise<void>;
  $transaction<T>(
    work: (tx: TransactionClient<Client>) => Promise<T>,
    options: { timeout: number; maxWait: number },
  ): Promise<T>;
}

/** One role's pool, and Prisma on it. */
export interface Role<Client> {
  readonly pool: ScopedPool;
  readonly prisma: Client & PrismaLike<Client>;
  /** @param types how columns are read; pg's own parsers when left out */
  sql(session: Session, statement: SqlStatement, types?: CustomTypesConfig): Promise<QueryResult>;
}

const TRANSACTION_TIMEOUT_MS = 5_000;
/** Requests end by their own deadline long before; what starts a system on a slow machine has none. */
const LONGEST_WAIT_FOR_CONNECTION_MS = 20_000;
const RETRY_AFTER_MS = 10;

/** Binds one role's pool and Prisma to one session. */
export function createScopedDb<Client>(
  role: Role<Client>,
  session: Session,
  tenantId: string | null,
): ScopedDb<Client> {
  return {
    tenantId,
    query: (work) => role.pool.run(session, () => work(role.prisma)),
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await role.sql(session, { text, values });
      return rows as Row[];
    },
    rows: async <Row extends object>(statement: SqlStatement) => {
      const { rows } = await role.sql(session, statement, MODEL_TYPES);
      return rows as Row[];
    },
    transaction: (work, options = {}) => {
      const once = () =>
        role.pool.run(atIsolation(session, options.isolationLevel), () =>
          role.prisma.$transaction(work, {
            timeout: options.timeoutMs ?? TRANSACTION_TIMEOUT_MS,
            maxWait: LONGEST_WAIT_FOR_CONNECTION_MS,
          }),
        );
      return withRetries(once, options);
    },
  };
}

/** Waits a random moment between tries, longer each time, so that two that met do not meet again. */
async function withRetries<T>(once: () => Promise<T>, { retry = 0 }: TransactionOptions): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      if (attempt >= retry || !isWriteConflict(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * RETRY_AFTER_MS * 2 ** attempt));
    }
  }
}
