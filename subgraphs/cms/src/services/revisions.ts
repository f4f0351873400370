import { notFound } from '@tessera/errors';
import type { ContentItem, ContentRevision, ContentType, Prisma } from '../../../../prisma/cms/client/client.ts';
import { titleFieldOf } from '../domain/content-field.ts';
import { cleaned, problemsOf, type ItemData } from '../domain/item-data.ts';
import { checkReferences } from './check-references.ts';
import { fieldsOf } from './content-types.ts';
import { checkMedia } from './media/media-uses.ts';
import { invalidData } from './refusals.ts';
import type { Transaction } from './scope.ts';

/** What is saved of an item. */
export interface Content {
  readonly slug: string;
  readonly title: string;
  readonly data: Prisma.InputJsonObject;
}

/**
 * What an editor sent, as it is stored: cleaned, sound as a draft, and leading only to what is there.
 * @throws AppError BAD_USER_INPUT that tells every place
 */
export async function contentOf(tx: Transaction, type: ContentType, slug: string, sent: ItemData): Promise<Content> {
  const fields = fieldsOf(type);
  const data = cleaned(fields, sent);
  const problems = problemsOf(fields, data, 'draft');
  if (problems.length > 0) throw invalidData(problems);
  await checkReferences(tx, fields, data);
  await checkMedia(tx, type, data);
  return { slug, title: titleOf(type, data) ?? slug, data: data as Prisma.InputJsonObject };
}

/** The text of the title field; null where there is none. */
export function titleOf(type: ContentType, data: ItemData): string | null {
  const field = titleFieldOf(fieldsOf(type), type.titleField);
  const text = field === null ? undefined : data[field];
  const title = typeof text === 'string' ? text.trim().slice(0, 300).toWellFormed() : '';
  return title === '' ? null : title;
}

/** Keeps what an item says now as its newest revision. */
export async function keepRevision(
  tx: Transaction,
  { tenantId, id, revision, slug, title, data }: ContentItem,
  more: Pick<Prisma.ContentRevisionUncheckedCreateInput, 'note' | 'authorId' | 'restoredFrom'>,
): Promise<void> {
  const content = { slug, title, data: data as Prisma.InputJsonObject };
  await tx.contentRevision.create({ data: { ...more, ...content, tenantId, itemId: id, number: revision } });
}

/** @throws AppError NOT_FOUND */
export async function findRevision(tx: Transaction, itemId: string, number: number): Promise<ContentRevision> {
  const revision = await tx.contentRevision.findFirst({ where: { itemId, number } });
  if (!revision) throw notFound('revision of this item');
  return revision;
}
