import { Prisma, type RecordGrant } from '../../../../../prisma/crm/client/client.ts';
import type { GrantFilter } from '../../domain/record-type.ts';
import { compare, type ListSource } from '../sql-list.ts';

export type GrantOrderField = 'CREATED_AT';

/** What a list of grants is narrowed by: the record, and what the caller asks for. */
export interface GrantsOfRecord extends GrantFilter {
  readonly entity: string;
  /** Null names no record. */
  readonly recordId: string | null;
}

export const grants: ListSource<RecordGrant, GrantsOfRecord, GrantOrderField> = {
  table: 'record_grants',
  columns: {
    tenantId: 'tenant_id',
    id: 'id',
    recordType: 'record_type',
    recordId: 'record_id',
    userId: 'user_id',
    access: 'access',
    grantedBy: 'granted_by',
    createdAt: 'created_at',
  },
  needs: { user: ['userId'] },
  softDelete: false,
  sorts: { CREATED_AT: { by: 'createdAt', type: 'timestamptz' } },
  conditions: (filter) => [
    compare('record_type', '=', filter.entity, 'text'),
    filter.recordId === null ? Prisma.sql`false` : compare('record_id', '=', filter.recordId, 'uuid'),
    compare('user_id', '=', filter.userId, 'uuid'),
    compare('access', '=', filter.access, 'text'),
  ],
};
