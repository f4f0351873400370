import type { ContentItem, ContentType } from '../../../../../prisma/cms/client/client.ts';
import { mediaIn, type ItemData, type Problem } from '../../domain/item-data.ts';
import { fieldsOf } from '../content-types.ts';
import { invalidData } from '../refusals.ts';
import type { Transaction } from '../scope.ts';

/** Holds the media of valid data against the library. @throws AppError BAD_USER_INPUT */
export async function checkMedia(tx: Transaction, type: ContentType, data: ItemData): Promise<void> {
  const references = mediaIn(fieldsOf(type), data, type.tenantId);
  if (references.length === 0) return;
  const files = await tx.mediaFile.findMany({ where: { id: { in: references.map(({ id }) => id) } }, select: { id: true } });
  const there = new Set(files.map(({ id }) => id));
  const missing = references.filter(({ id }) => !there.has(id));
  const problems = missing.map(({ path }): Problem => ({ path, message: 'There is no such media file, or it is not yours to see.' }));
  if (problems.length > 0) throw invalidData(problems);
}

/** Writes down which files an item uses: its working copy, what is published of it, and what is to be. */
export async function settleUses(tx: Transaction, item: ContentItem, type: ContentType): Promise<void> {
  const uses = await dropUses(tx, item, type);
  if (uses.length === 0) return;
  const data = uses.map((use) => ({ ...use, tenantId: item.tenantId, itemId: item.id }));
  await tx.mediaUse.createMany({ data, skipDuplicates: true });
}

/** Lets go of what an item uses no more; answers what it uses. */
export async function dropUses(tx: Transaction, item: ContentItem, type: ContentType): Promise<Use[]> {
  const published = await tx.publishedItem.findFirst({ where: { id: item.id } });
  const used = (data: unknown, isPublished: boolean) =>
    mediaIn(fieldsOf(type), data as ItemData, item.tenantId).map(({ id }): Use => ({ mediaId: id, published: isPublished }));
  const unseen = [item.data, ...(await listScheduled(tx, item.id))];
  const uses = [...unseen.flatMap((data) => used(data, false)), ...(published ? used(published.data, true) : [])];
  await tx.mediaUse.deleteMany({ where: { itemId: item.id, NOT: { OR: uses } } });
  return uses;
}

interface Use {
  readonly mediaId: string;
  readonly published: boolean;
}

/** What is to be published by itself, though it may no longer be the newest: its files have to be there by then. */
async function listScheduled(tx: Transaction, itemId: string): Promise<unknown[]> {
  const pending = await tx.contentSchedule.findMany({ where: { itemId, action: 'PUBLISH', status: 'PENDING' } });
  if (pending.length === 0) return [];
  const numbers = pending.map(({ revision }) => revision).filter((number) => number !== null);
  const revisions = await tx.contentRevision.findMany({ where: { itemId, number: { in: numbers } } });
  return revisions.map(({ data }) => data);
}

/** A deleted item uses nothing. */
export async function releaseUses(tx: Transaction, itemId: string): Promise<void> {
  await tx.mediaUse.deleteMany({ where: { itemId } });
}
