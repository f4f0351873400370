import { customers } from '../loaders/sources/customers.ts';
import type { Scope } from './scope.ts';

/** How many customers of a tenant the caller may see. */
export function countCustomers({ load }: Scope, tenantId: string): Promise<number> {
  return load.lists.count(customers, {}, { column: 'tenant_id', id: tenantId });
}
