import type { Customer } from '../../../../../prisma/crm/client/client.ts';
import type { CustomerFilter } from '../../domain/customer.ts';
import { among, compare, contains, type ListSource } from '../sql-list.ts';

export type CustomerOrderField = 'CREATED_AT' | 'UPDATED_AT' | 'NAME' | 'EMAIL';

export const customers: ListSource<Customer, CustomerFilter, CustomerOrderField> = {
  table: 'customers',
  columns: {
    tenantId: 'tenant_id',
    id: 'id',
    ownerId: 'owner_id',
    name: 'name',
    email: 'email',
    phone: 'phone',
    company: 'company',
    status: 'status',
    version: 'version',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
    deletedAt: 'deleted_at',
  },
  needs: { owner: ['ownerId'], deals: [], interactions: [] },
  softDelete: true,
  sorts: {
    CREATED_AT: { by: 'createdAt', type: 'timestamptz' },
    UPDATED_AT: { by: 'updatedAt', type: 'timestamptz' },
    NAME: { by: 'name', type: 'text' },
    EMAIL: { by: 'email', type: 'text' },
  },
  conditions: (filter) => [
    contains(filter.search, 'name', 'email', 'company'),
    among('status', filter.status, 'customer_status'),
    compare('owner_id', '=', filter.ownerId, 'uuid'),
    compare('created_at', '>=', filter.createdFrom, 'timestamptz'),
    compare('created_at', '<', filter.createdBefore, 'timestamptz'),
  ],
};
