import { Prisma, type Interaction } from '../../../../../prisma/crm/client/client.ts';
import type { InteractionFilter } from '../../domain/interaction.ts';
import type { RecordType } from '../../domain/record-type.ts';
import { among, compare, contains, type ListSource } from '../sql-list.ts';

export type InteractionOrderField = 'OCCURRED_AT' | 'CREATED_AT';

/** The column that is set when an interaction is on a record of this type. */
export const PARENT_COLUMN = {
  CUSTOMER: 'customer_id',
  LEAD: 'lead_id',
  DEAL: 'deal_id',
} as const satisfies Record<RecordType, string>;

export const interactions: ListSource<Interaction, InteractionFilter, InteractionOrderField> = {
  table: 'interactions',
  columns: {
    tenantId: 'tenant_id',
    id: 'id',
    authorId: 'author_id',
    customerId: 'customer_id',
    leadId: 'lead_id',
    dealId: 'deal_id',
    type: 'type',
    subject: 'subject',
    body: 'body',
    occurredAt: 'occurred_at',
    version: 'version',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
    deletedAt: 'deleted_at',
  },
  needs: { author: ['authorId'], customer: ['customerId'], lead: ['leadId'], deal: ['dealId'] },
  softDelete: true,
  sorts: {
    OCCURRED_AT: { by: 'occurredAt', type: 'timestamptz' },
    CREATED_AT: { by: 'createdAt', type: 'timestamptz' },
  },
  conditions: (filter) => [
    contains(filter.search, 'subject'),
    among('type', filter.type, 'interaction_type'),
    filter.recordType ? Prisma.sql`t.${Prisma.raw(PARENT_COLUMN[filter.recordType])} IS NOT NULL` : null,
    filter.recordId ? Prisma.sql`${filter.recordId}::uuid IN (t.customer_id, t.lead_id, t.deal_id)` : null,
    compare('author_id', '=', filter.authorId, 'uuid'),
    compare('occurred_at', '>=', filter.occurredFrom, 'timestamptz'),
    compare('occurred_at', '<', filter.occurredBefore, 'timestamptz'),
  ],
};
