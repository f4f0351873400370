import type { PlatformContext, TenantContext, TransactionOptions } from './contract.ts';

/**
 * What a connection is told about the caller, for the length of one transaction. An object's identity is the session's:
 * statements of two sessions are never sent together.
 */
export interface Session {
  /** Values of SCOPE_SQL's parameters. */
  readonly scope: readonly string[];
  /** How a transaction of this session begins. */
  readonly begin: string;
}

/**
 * Sets everything that policies and the event log read, for this transaction alone (`true`): a connection that goes
 * back to the pool carries nothing over. Outside it each setting reads '', which no policy matches. It gives no row,
 * which would have to be written and read with each statement: a setting's new value is never null.
 */
export const SCOPE_SQL =
  "SELECT WHERE set_config('app.tenant_id', $1, true) || set_config('app.user_id', $2, true) || " +
  "set_config('app.row_scope', $3, true) || set_config('app.request_id', $4, true) || " +
  "set_config('app.act_reason', $5, true) IS NULL";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws when an id is not a UUID: it would fail later, in the middle of a policy */
export function sessionOf(context: Partial<TenantContext> & PlatformContext): Session {
  const { tenantId, userId, rowScope, requestId, actReason } = context;
  for (const id of [tenantId, userId]) {
    if (id && !UUID.test(id)) throw new Error(`"${id}" is not the id of a tenant or user.`);
  }
  return { scope: [tenantId ?? '', userId ?? '', rowScope ?? '', requestId, actReason ?? ''], begin: 'BEGIN' };
}

const ISOLATION = {
  ReadCommitted: 'BEGIN ISOLATION LEVEL READ COMMITTED',
  RepeatableRead: 'BEGIN ISOLATION LEVEL REPEATABLE READ',
  Serializable: 'BEGIN ISOLATION LEVEL SERIALIZABLE',
} as const satisfies Record<NonNullable<TransactionOptions['isolationLevel']>, string>;

/** The same caller, whose transactions begin at `level`. */
export function atIsolation(session: Session, level: TransactionOptions['isolationLevel']): Session {
  return level ? { ...session, begin: ISOLATION[level] } : session;
}
