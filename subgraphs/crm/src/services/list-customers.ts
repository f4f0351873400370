import type { Connection } from '@tessera/subgraph';
import type { Customer } from '../../../../prisma/crm/client/client.ts';
import { customerFilter } from '../domain/customer.ts';
import { customers, type CustomerOrderField } from '../loaders/sources/customers.ts';
import { readListRequest, type ListRequest } from './list-request.ts';
import type { Scope } from './scope.ts';

export type CustomersRequest = ListRequest<CustomerOrderField>;
const NEWEST_FIRST = { field: 'CREATED_AT', direction: 'DESC' } as const;

/** The customers that the caller may see. @throws AppError BAD_USER_INPUT */
export async function listCustomers({ load }: Scope, request: CustomersRequest): Promise<Connection<Customer>> {
  return load.lists.page(customers, 'customers', readListRequest(request, customerFilter, NEWEST_FIRST));
}

/** Those of one tenant; of another than the caller's there are none. */
export async function listCustomersOfTenant(
  { load }: Scope,
  tenantId: string,
  request: CustomersRequest,
): Promise<Connection<Customer>> {
  const args = readListRequest(request, customerFilter, NEWEST_FIRST);
  return load.lists.page(customers, 'tenant.customers', args, { column: 'tenant_id', id: tenantId });
}

/** Those that one user owns, as far as the caller may see them. */
export async function listCustomersOfOwner(
  { load }: Scope,
  ownerId: string,
  request: CustomersRequest,
): Promise<Connection<Customer>> {
  const args = readListRequest(request, customerFilter, NEWEST_FIRST);
  return load.lists.page(customers, 'user.ownedCustomers', args, { column: 'owner_id', id: ownerId });
}
