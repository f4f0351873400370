import { checkTransfer, parseChanges } from '@tessera/subgraph';
import type { ContentItem } from '../../../../prisma/cms/client/client.ts';
import { contentItemChanges, type ContentItemChanges } from '../domain/content-item.ts';
import { merged, type ItemData } from '../domain/item-data.ts';
import { lockItem } from './lock-item.ts';
import { saveItem } from './save-item.ts';
import { writerOf, type Scope } from './scope.ts';

/** @throws AppError NOT_FOUND, CONFLICT for a stale version, and as `saveItem` */
export async function updateItem(scope: Scope, itemId: string, version: number, input: ContentItemChanges): Promise<ContentItem> {
  const { userId: authorId } = writerOf(scope);
  const { slug, data = {}, note, ownerId } = parseChanges(contentItemChanges, input);
  await checkTransfer(scope, ownerId);
  return scope.db.transaction(async (tx) => {
    const item = await lockItem(tx, itemId, version);
    const content = { slug: slug ?? item.slug, data: merged(item.data as ItemData, data) };
    return saveItem(tx, item, { ...content, ownerId, note, authorId });
  });
}
