import { notFound } from '@tessera/errors';
import { parseId, stale } from '@tessera/subgraph';
import type { ContentItem } from '../../../../prisma/cms/client/client.ts';
import type { Transaction } from './scope.ts';

/**
 * An item that the caller may write, held until the transaction ends: changes of one item come one after the other.
 * @throws AppError NOT_FOUND, also for one that the caller may only read; CONFLICT for a stale version
 */
export async function lockItem(tx: Transaction, itemId: string, version: number): Promise<ContentItem> {
  const item = await lockAnyVersion(tx, parseId('content item', itemId));
  if (!item) throw notFound('content item');
  if (item.version !== version) throw stale('content item', item.version);
  return item;
}

/** The same whatever its version; null for one that is missing. @param id a UUID in lower case */
export async function lockAnyVersion(tx: Transaction, id: string): Promise<ContentItem | null> {
  // Row-level security shows a lock only what may be written. The lock leaves the key alone: a change of the type makes
  // claims that refer to it, while whoever holds the item waits for that change.
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT id FROM content_items WHERE id = ${id}::uuid AND deleted_at IS NULL FOR NO KEY UPDATE`;
  return locked.length === 0 ? null : tx.contentItem.findFirst({ where: { id } });
}
