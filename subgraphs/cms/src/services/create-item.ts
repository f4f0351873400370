import { badInput, notFound } from '@tessera/errors';
import { chooseOwner, parseId, parseInput, type HeldLimit } from '@tessera/subgraph';
import { v7 as uuid } from 'uuid';
import type { ContentItem, ContentType } from '../../../../prisma/cms/client/client.ts';
import { newContentItem, type NewContentItem } from '../domain/content-item.ts';
import { merged } from '../domain/item-data.ts';
import { slugOf } from '../domain/text.ts';
import { settleClaims } from './claims.ts';
import { findTypeByKey, holdType } from './content-types.ts';
import { chooseLocale, ensureLocales } from './locales.ts';
import { settleUses } from './media/media-uses.ts';
import { takenAs } from './refusals.ts';
import { contentOf, keepRevision, titleOf } from './revisions.ts';
import { writerOf, type Scope, type Transaction } from './scope.ts';

/**
 * Adds a draft: a new document, or another locale of one that the caller may see.
 * @throws AppError BAD_USER_INPUT; PLAN_LIMIT_REACHED; NOT_FOUND for a type or document; CONFLICT for a locale, slug or
 *   value that is taken
 */
export async function createItem(scope: Scope, input: NewContentItem): Promise<ContentItem> {
  const { tenantId, userId } = writerOf(scope);
  const { type: key, note, ...values } = parseInput(newContentItem, input);
  const ownerId = await chooseOwner(scope, values.ownerId);
  const { id: typeId } = await findTypeByKey(scope.db, key);
  const add = (limit: HeldLimit | null) => scope.db.transaction(async (tx) => {
    const type = await holdType(tx, typeId);
    const locale = chooseLocale(await ensureLocales(tx, tenantId), values.locale, 'input.locale');
    const documentId = await chooseDocument(tx, type, values.documentId);
    const data = merged({}, values.data);
    const slug = values.slug ?? madeSlug(type, data);
    const content = await contentOf(tx, type, slug, data);
    await limit?.hold(tx);
    const item = await tx.contentItem.create({ data: { ...content, tenantId, id: uuid(), documentId, ownerId, typeId, locale } });
    await keepRevision(tx, item, { note, authorId: userId });
    await settleClaims(tx, item, type);
    await settleUses(tx, item, type);
    return item;
  });
  return scope.limits.within(tenantId, 'content_items', add).catch(takenAs('The document has this locale already: change that item.'));
}

/** @throws AppError NOT_FOUND; BAD_USER_INPUT for a document of another type */
async function chooseDocument(tx: Transaction, type: ContentType, named: string | undefined): Promise<string> {
  if (named === undefined) return uuid();
  const documentId = parseId('document', named);
  const other = await tx.contentItem.findFirst({ where: { documentId, deletedAt: null }, select: { typeId: true } });
  if (!other) throw notFound('document');
  if (other.typeId === type.id) return documentId;
  throw badInput('input.documentId', '`input.documentId`: The document is of another type; its locales are all of one.');
}

function madeSlug(type: ContentType, data: Readonly<Record<string, unknown>>): string {
  const slug = slugOf(titleOf(type, data) ?? '');
  if (slug) return slug;
  throw badInput('input.slug', '`input.slug`: Give a slug; there is no title to make one of.');
}
