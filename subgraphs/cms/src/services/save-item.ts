import { conflict } from '@tessera/errors';
import type { ContentItem } from '../../../../prisma/cms/client/client.ts';
import type { ItemData } from '../domain/item-data.ts';
import { after, refusalOf } from '../domain/item-state.ts';
import { settleClaims } from './claims.ts';
import { holdType } from './content-types.ts';
import { settleUses } from './media/media-uses.ts';
import { contentOf, keepRevision } from './revisions.ts';
import type { Transaction } from './scope.ts';

/** What a save makes of an item. */
interface Save {
  readonly slug: string;
  readonly data: ItemData;
  readonly ownerId?: string;
  readonly note?: string;
  readonly authorId: string;
  readonly restoredFrom?: number;
}

/**
 * Saves an item that is locked: a new revision, and a draft. What is published stays.
 * @throws AppError BAD_USER_INPUT; CONFLICT for an archived item, and for a slug or value that is taken
 */
export async function saveItem(tx: Transaction, item: ContentItem, save: Save): Promise<ContentItem> {
  const type = await holdType(tx, item.typeId);
  const standing = { state: item.state, isLive: item.publishedRevision !== null };
  const refusal = refusalOf('save', standing, type);
  if (refusal) throw conflict(refusal, item.version);
  const { slug, data, ownerId, ...more } = save;
  const saved = await tx.contentItem.update({
    where: { tenantId_id: { tenantId: item.tenantId, id: item.id } },
    data: {
      ...(await contentOf(tx, type, slug, data)),
      ownerId,
      state: after('save', standing).state,
      revision: { increment: 1 },
      version: { increment: 1 },
    },
  });
  await keepRevision(tx, saved, more);
  await settleClaims(tx, saved, type);
  await settleUses(tx, saved, type);
  return saved;
}
