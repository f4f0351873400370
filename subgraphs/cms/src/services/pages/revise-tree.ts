import { badInput, conflict, notFound } from '@tessera/errors';
import { parseId, stale } from '@tessera/subgraph';
import { isUniqueViolation } from '@tessera/tenancy';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { placeProblem, type Place } from '../../domain/page-tree.ts';
import { writerOf, type Scope, type Transaction } from '../scope.ts';

/** A tenant's pages, while nobody else changes their tree. */
export interface HeldTree {
  readonly tx: Transaction;
  readonly tenantId: string;
  /** Who changes it. */
  readonly userId: string;
  readonly pages: readonly Page[];
}

/**
 * Changes a tenant's tree of pages. Changes come one after the other: two moves that are each harmless could make a
 * circle together, which neither would see.
 * @throws AppError CONFLICT for an address that another page has, and what `work` throws
 */
export async function reviseTree<T>(scope: Scope, work: (tree: HeldTree) => Promise<T>): Promise<T> {
  const { tenantId, userId } = writerOf(scope);
  const done = scope.db.transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('cms pages ' || ${tenantId}, 0))`;
    return work({ tx, tenantId, userId, pages: await tx.page.findMany() });
  });
  return done.catch((error: unknown) => {
    throw isUniqueViolation(error) ? conflict('Another page there has that slug: choose another.') : error;
  });
}

/** @throws AppError NOT_FOUND, CONFLICT for a stale version */
export function pageOf({ pages }: HeldTree, pageId: string, version: number): Page {
  const id = parseId('page', pageId);
  const page = pages.find((each) => each.id === id);
  if (!page) throw notFound('page');
  if (page.version !== version) throw stale('page', page.version);
  return page;
}

/** The parent that is named, if a page can be put below it. @throws AppError NOT_FOUND, BAD_USER_INPUT */
export function parentOf({ pages }: HeldTree, id: string | null, named: string | null | undefined, field: string): string | null {
  if (!named) return null;
  const parentId = parseId('page', named);
  if (!pages.some((page) => page.id === parentId)) throw notFound('page');
  const problem = placeProblem(pages, id, parentId);
  if (problem) throw badInput(field, `\`${field}\`: ${problem}`);
  return parentId;
}

/** Writes places down; a page whose own place changes has changed. */
export async function putPlaces({ tx, tenantId }: HeldTree, places: readonly Place[], movedId?: string): Promise<void> {
  for (const { id, parentId, position } of places) {
    const version = id === movedId ? { increment: 1 } : undefined;
    await tx.page.update({ where: { tenantId_id: { tenantId, id } }, data: { parentId, position, version } });
  }
}
