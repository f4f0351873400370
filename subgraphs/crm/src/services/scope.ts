import { AppError } from '@tessera/errors';
import { requireTenantId, type OwnerScope, type PlanLimits } from '@tessera/subgraph';
import type { ScopedDb, TransactionClient } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/crm/client/client.ts';
import type { Loaders } from '../loaders/index.ts';

export type Db = ScopedDb<PrismaClient>;
export type Transaction = TransactionClient<PrismaClient>;

/** What a service works with: who asks, and the database as they may see it. One per request. */
export interface Scope extends OwnerScope {
  readonly db: Db;
  readonly load: Loaders;
  readonly limits: PlanLimits;
}

/** A caller who may write, in the tenant it acts in. */
export interface Writer {
  readonly tenantId: string;
  readonly userId: string;
  /** Narrows a write to the caller's own records, for what a write grant does not allow; empty where it reaches all. */
  readonly owned: { readonly ownerId?: string };
}

/**
 * The caller of a mutation. The gate has refused others already; this holds should a rule ever be wrong.
 * @throws AppError FORBIDDEN for whoever only reads (a write grant makes no writer of a VIEWER), and for a SUPERADMIN
 *   who has entered no tenant
 */
export function writerOf({ actor, db }: Scope): Writer {
  if (actor.rowScope !== 'all' && actor.rowScope !== 'own') {
    throw new AppError('FORBIDDEN', 'Your role reads only. Ask an owner of the tenant for the role MEMBER.');
  }
  const { userId } = actor;
  return { tenantId: requireTenantId(db), userId, owned: actor.rowScope === 'own' ? { ownerId: userId } : {} };
}
