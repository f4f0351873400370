import { parseInput, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { z } from 'zod';
import { summaryFilter, summaryOrder } from '../domain/summary-list.ts';
import type { TenantSummaryRow } from '../mappers.ts';
import type { Scope } from './scope.ts';
import { summariseTenants } from './summarise-tenants.ts';
import { tenantCountSql, tenantPlacesSql, type TenantPlace } from './tenant-places.ts';

const BY_SLUG = { field: 'SLUG' } as const;

export interface SummaryRequest extends PageArgs {
  readonly filter?: z.input<typeof summaryFilter> | null;
  readonly orderBy?: z.input<typeof summaryOrder> | null;
}

/**
 * A page of every tenant that is not deleted, or is in a state that was asked for.
 * @throws AppError BAD_USER_INPUT for a page size, cursor, condition or order that this list does not take
 */
export async function listTenantSummaries(scope: Scope, request: SummaryRequest): Promise<Connection<TenantSummaryRow>> {
  const filter = parseInput(summaryFilter, request.filter ?? {}, 'filter');
  const order = parseInput(summaryOrder, request.orderBy ?? BY_SLUG, 'orderBy');
  const list = `tenantSummaries ${order.currency ?? ''}`;
  const direction = order.direction === 'ASC' ? 'asc' : 'desc';
  const page = readPage(request, { list, field: order.field, direction });
  const { platform: db, services, load } = scope;
  const entries = await db.rows<TenantPlace>(tenantPlacesSql(filter, order, page.after, page.size + 1));
  const places = new Map(entries.map(({ id, place }) => [id, place]));
  const rows = await summariseTenants({ db, services, followers: load.followers }, entries);
  const count = async () => (await db.rows<{ rows: number }>(tenantCountSql(filter)))[0]?.rows ?? 0;
  return toConnection(rows, page, ({ id }) => places.get(id) ?? null, count);
}
