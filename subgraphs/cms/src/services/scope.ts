import { AppError } from '@tessera/errors';
import { requireTenantId, type OwnerScope, type PlanLimits } from '@tessera/subgraph';
import type { ScopedDb, TransactionClient } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/cms/client/client.ts';
import type { Media } from '../media/media.ts';
import type { Loaders } from '../loaders/index.ts';

export type Db = ScopedDb<PrismaClient>;
export type Transaction = TransactionClient<PrismaClient>;

/** What a service works with: who asks, and the database as they may see it. One per request. */
export interface Scope extends OwnerScope {
  readonly db: Db;
  readonly load: Loaders;
  readonly limits: PlanLimits;
  readonly media: Media;
}

/** A caller who may write, in the tenant it acts in. */
export interface Writer {
  readonly tenantId: string;
  readonly userId: string;
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
  return { tenantId: requireTenantId(db), userId: actor.userId };
}

/** Whether an item is the caller's to take from its readers or to delete: a write grant does not suffice. */
export function isOwn({ actor }: Scope, item: { readonly ownerId: string }): boolean {
  return actor.rowScope === 'all' || item.ownerId === actor.userId;
}
