import { isAppError } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import { optional } from '@tessera/fields';
import type { PublishedItem } from '../../../../prisma/cms/client/client.ts';
import { localeCode } from '../domain/locales.ts';
import { findTypeByKey } from './content-types.ts';
import { readerChain } from './locales.ts';
import { publishedBySlugSql } from './published-items.ts';
import type { Scope } from './scope.ts';

/** What readers see under a slug; null when there is none, or no such type. @throws AppError BAD_USER_INPUT */
export async function findPublished(
  { db, load }: Scope,
  key: string,
  slug: string,
  locale: string | null | undefined,
): Promise<PublishedItem | null> {
  const chain = readerChain(await load.locales.load(), parseInput(optional(localeCode), locale, 'locale'));
  const type = await findTypeByKey(db, key).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'NOT_FOUND') return null;
    throw error;
  });
  if (!type || slug.includes('\u0000')) return null;
  const [found] = await db.rows<PublishedItem>(publishedBySlugSql({ type, chain }, slug));
  return found ?? null;
}
