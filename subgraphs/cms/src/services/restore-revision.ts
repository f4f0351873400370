import type { ContentItem } from '../../../../prisma/cms/client/client.ts';
import { known, type ItemData } from '../domain/item-data.ts';
import { fieldsOf, holdType } from './content-types.ts';
import { lockItem } from './lock-item.ts';
import { findRevision } from './revisions.ts';
import { saveItem } from './save-item.ts';
import { writerOf, type Scope } from './scope.ts';

/**
 * Saves an older revision as the newest one, without the fields that its type has no more.
 * @throws AppError NOT_FOUND, CONFLICT for a stale version, and as `saveItem`
 */
export async function restoreRevision(scope: Scope, itemId: string, version: number, number: number): Promise<ContentItem> {
  const { userId: authorId } = writerOf(scope);
  return scope.db.transaction(async (tx) => {
    const item = await lockItem(tx, itemId, version);
    const { slug, data } = await findRevision(tx, item.id, number);
    const kept = known(fieldsOf(await holdType(tx, item.typeId)), data as ItemData);
    return saveItem(tx, item, { slug, data: kept, authorId, restoredFrom: number });
  });
}
