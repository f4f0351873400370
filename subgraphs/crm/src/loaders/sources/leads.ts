import type { Lead } from '../../../../../prisma/crm/client/client.ts';
import type { LeadFilter } from '../../domain/lead.ts';
import { among, compare, contains, type ListSource } from '../sql-list.ts';

export type LeadOrderField = 'CREATED_AT' | 'UPDATED_AT' | 'NAME' | 'SCORE';

export const leads: ListSource<Lead, LeadFilter, LeadOrderField> = {
  table: 'leads',
  columns: {
    tenantId: 'tenant_id',
    id: 'id',
    ownerId: 'owner_id',
    name: 'name',
    email: 'email',
    phone: 'phone',
    company: 'company',
    source: 'source',
    status: 'status',
    score: 'score',
    convertedAt: 'converted_at',
    customerId: 'customer_id',
    dealId: 'deal_id',
    version: 'version',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
    deletedAt: 'deleted_at',
  },
  needs: { owner: ['ownerId'], customer: ['customerId'], deal: ['dealId'], interactions: [] },
  softDelete: true,
  sorts: {
    CREATED_AT: { by: 'createdAt', type: 'timestamptz' },
    UPDATED_AT: { by: 'updatedAt', type: 'timestamptz' },
    NAME: { by: 'name', type: 'text' },
    SCORE: { by: 'score', type: 'integer' },
  },
  conditions: (filter) => [
    contains(filter.search, 'name', 'email', 'company'),
    among('status', filter.status, 'lead_status'),
    among('source', filter.source, 'lead_source'),
    compare('score', '>=', filter.minScore, 'integer'),
    compare('owner_id', '=', filter.ownerId, 'uuid'),
  ],
};
