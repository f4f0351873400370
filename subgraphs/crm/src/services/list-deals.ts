import type { Connection } from '@tessera/subgraph';
import type { Deal } from '../../../../prisma/crm/client/client.ts';
import { dealFilter } from '../domain/deal.ts';
import { deals, type DealOrderField } from '../loaders/sources/deals.ts';
import type { Parent } from '../loaders/sql-list.ts';
import { readListRequest, type ListRequest } from './list-request.ts';
import type { Scope } from './scope.ts';

export type DealsRequest = ListRequest<DealOrderField>;
const NEWEST_FIRST = { field: 'CREATED_AT', direction: 'DESC' } as const;

/** The deals that the caller may see. @throws AppError BAD_USER_INPUT */
export async function listDeals({ load }: Scope, request: DealsRequest): Promise<Connection<Deal>> {
  return load.lists.page(deals, 'deals', readListRequest(request, dealFilter, NEWEST_FIRST));
}

/** Those of one customer, as far as the caller may see them. */
export async function listDealsOfCustomer(
  { load }: Scope,
  { id, tenantId }: Parent,
  request: DealsRequest,
): Promise<Connection<Deal>> {
  const args = readListRequest(request, dealFilter, NEWEST_FIRST);
  return load.lists.page(deals, 'customer.deals', args, { column: 'customer_id', id, tenantId });
}

/** Those of one pipeline, as far as the caller may see them. */
export async function listDealsOfPipeline(
  { load }: Scope,
  { id, tenantId }: Parent,
  request: DealsRequest,
): Promise<Connection<Deal>> {
  const args = readListRequest(request, dealFilter, NEWEST_FIRST);
  return load.lists.page(deals, 'pipeline.deals', args, { column: 'pipeline_id', id, tenantId });
}
