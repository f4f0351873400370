import type { ContentItem, ContentType } from '../../../../../prisma/cms/client/client.ts';
import type { ContentField } from '../../domain/content-field.ts';
import { referencesIn, type ItemData, type Problem } from '../../domain/item-data.ts';
import { fieldsOf } from '../content-types.ts';
import { invalidData } from '../refusals.ts';
import type { Transaction } from '../scope.ts';

/** Holds the media of valid data against the library. @throws AppError BAD_USER_INPUT */
export async function checkMedia(tx: Transaction, fields: readonly ContentField[], data: ItemData): Promise<void> {
  const references = referencesIn(fields, data, 'MEDIA');
  if (references.length === 0) return;
  const files = await tx.mediaFile.findMany({ where: { id: { in: references.map(({ id }) => id) } }, select: { id: true } });
  const there = new Set(files.map(({ id }) => id));
  const missing = references.filter(({ id }) => !there.has(id));
  const problems = missing.map(({ path }): Problem => ({ path, message: 'There is no such media file, or it is not yours to see.' }));
  if (problems.length > 0) throw invalidData(problems);
}

/** Writes down which files an item's working copy and its published revision use. */
export async function settleUses(tx: Transaction, item: ContentItem, type: ContentType): Promise<void> {
  const published = await tx.publishedItem.findFirst({ where: { id: item.id } });
  const used = (data: unknown, isPublished: boolean) =>
    referencesIn(fieldsOf(type), data as ItemData, 'MEDIA').map(({ id }) => ({ mediaId: id, published: isPublished }));
  const wanted = [...used(item.data, false), ...(published ? used(published.data, true) : [])];
  await tx.mediaUse.deleteMany({ where: { itemId: item.id, NOT: { OR: wanted } } });
  if (wanted.length === 0) return;
  const data = wanted.map((use) => ({ ...use, tenantId: item.tenantId, itemId: item.id }));
  await tx.mediaUse.createMany({ data, skipDuplicates: true });
}

/** A deleted item uses nothing. */
export async function releaseUses(tx: Transaction, itemId: string): Promise<void> {
  await tx.mediaUse.deleteMany({ where: { itemId } });
}
