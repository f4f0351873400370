import { v7 as uuid } from 'uuid';
import type { ContentItem, ContentType, Prisma, PublicationAction } from '../../../../prisma/cms/client/client.ts';
import { settleClaims } from './claims.ts';
import { dropUses, settleUses } from './media/media-uses.ts';
import { findRevision } from './revisions.ts';
import type { Transaction } from './scope.ts';

/** Who brought something before readers or took it from them: a user, or a schedule. */
export interface Doer {
  readonly actorId: string | null;
  readonly scheduleId: string | null;
}

/** Readers see this revision of an item from now on. @throws AppError CONFLICT for a slug or value that is taken */
export async function showRevision(
  tx: Transaction,
  item: ContentItem,
  type: ContentType,
  number: number,
  doer: Doer,
): Promise<{ publishedRevision: number; publishedAt: Date }> {
  const { slug, title, data } = await findRevision(tx, item.id, number);
  const publishedAt = new Date();
  const { tenantId, id, documentId, typeId, locale } = item;
  const content = { slug, title, data: data as Prisma.InputJsonObject, revision: number, publishedAt };
  await tx.publishedItem.upsert({
    where: { tenantId_id: { tenantId, id } },
    create: { ...content, tenantId, id, documentId, typeId, locale },
    update: content,
  });
  await settleClaims(tx, item, type);
  await settleUses(tx, item, type);
  await record(tx, item, 'PUBLISH', number, doer);
  return { publishedRevision: number, publishedAt };
}

/** Readers see an item no more, if they did. */
export async function hide(
  tx: Transaction,
  item: ContentItem,
  type: ContentType,
  doer: Doer,
): Promise<{ publishedRevision: null; publishedAt: null }> {
  const { count } = await tx.publishedItem.deleteMany({ where: { id: item.id } });
  await settleClaims(tx, item, type);
  await dropUses(tx, item, type);
  if (count > 0) await record(tx, item, 'UNPUBLISH', null, doer);
  return { publishedRevision: null, publishedAt: null };
}

async function record(
  tx: Transaction,
  { tenantId, id: itemId }: ContentItem,
  action: PublicationAction,
  revision: number | null,
  doer: Doer,
): Promise<void> {
  await tx.contentPublication.create({ data: { ...doer, tenantId, id: uuid(), itemId, action, revision } });
}
