import { parseInput, readPage, toConnection, type Connection } from '@tessera/subgraph';
import { optional } from '@tessera/fields';
import type { PublishedItem } from '../../../../prisma/cms/client/client.ts';
import { publishedItemFilter } from '../domain/content-item.ts';
import { localeCode } from '../domain/locales.ts';
import { findTypeByKey } from './content-types.ts';
import { readerChain } from './locales.ts';
import { publishedCountSql, publishedSql, sortValueOf, type PublishedSort } from './published-items.ts';
import type { ListRequest } from './read-list.ts';
import type { Scope } from './scope.ts';

/** Whose list, and in which locale. */
export interface PublishedRequest extends ListRequest<PublishedSort> {
  readonly type: string;
  readonly locale?: string | null;
}

/**
 * What readers see of one type, each document once.
 * @throws AppError BAD_USER_INPUT; NOT_FOUND for a type that the tenant does not have
 */
export async function listPublished({ db, load }: Scope, request: PublishedRequest): Promise<Connection<PublishedItem>> {
  const sort = request.orderBy?.field ?? 'PUBLISHED_AT';
  const direction = (request.orderBy?.direction ?? 'DESC') === 'ASC' ? 'asc' : 'desc';
  const page = readPage(request, { list: 'publishedItems', field: sort, direction });
  const filter = parseInput(publishedItemFilter, request.filter ?? {}, 'filter');
  const locale = parseInput(optional(localeCode), request.locale, 'locale');
  const query = { type: await findTypeByKey(db, request.type), chain: readerChain(await load.locales.load(), locale), filter };
  const rows = await db.rows<PublishedItem>(publishedSql(query, sort, direction, page.after, page.size + 1));
  const count = async () => (await db.rows<{ rows: number }>(publishedCountSql(query)))[0]?.rows ?? 0;
  return toConnection(rows, page, (row) => sortValueOf(row, sort), count);
}
