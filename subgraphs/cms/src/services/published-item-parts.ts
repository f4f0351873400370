import type { PublishedItem } from '../../../../prisma/cms/client/client.ts';
import { known, referencesIn, type ItemData } from '../domain/item-data.ts';
import { chainOf } from '../domain/locales.ts';
import { fieldsOf } from './content-types.ts';
import type { Scope } from './scope.ts';

/** The key of a published item's type. */
export async function typeKeyOf({ load }: Scope, { typeId }: PublishedItem): Promise<string> {
  return (await load.contentType.load(typeId))?.key ?? '';
}

/** The fields of a published item that its type still has. */
export async function dataOf({ load }: Scope, { typeId, data }: PublishedItem): Promise<ItemData> {
  const type = await load.contentType.load(typeId);
  return type ? known(fieldsOf(type), data as ItemData) : {};
}

/** The published documents that an item leads to: in its own locale, or the nearest of that one's fallbacks. */
export async function listReferenced(scope: Scope, item: PublishedItem, field?: string | null): Promise<PublishedItem[]> {
  const type = await scope.load.contentType.load(item.typeId);
  const all = type ? referencesIn(fieldsOf(type), item.data as ItemData) : [];
  const references = field ? all.filter((reference) => reference.field === field) : all;
  if (references.length === 0) return [];
  const chain = chainOf(await scope.load.locales.load(), item.locale);
  const found = await Promise.all(references.map(({ id }) => inChain(scope, id, chain)));
  return found.filter((each) => each !== null);
}

/** A document in the first locale of the chain in which it is published; null when in none. */
export async function inChain({ load }: Scope, documentId: string, chain: readonly string[]): Promise<PublishedItem | null> {
  const locales = await load.publishedOfDocument.load(documentId);
  const best = chain.find((code) => locales.some(({ locale }) => locale === code));
  return locales.find(({ locale }) => locale === best) ?? null;
}
