import type { Deal } from '../../../../../prisma/crm/client/client.ts';
import type { DealFilter } from '../../domain/deal.ts';
import { among, compare, contains, type ListSource } from '../sql-list.ts';

export type DealOrderField = 'CREATED_AT' | 'UPDATED_AT' | 'TITLE' | 'AMOUNT' | 'PROBABILITY' | 'EXPECTED_CLOSE_DATE';

/** Deals without an expected day come after all that have one. */
const SOME_DAY = new Date('9999-12-31T00:00:00Z');

export const deals: ListSource<Deal, DealFilter, DealOrderField> = {
  table: 'deals',
  columns: {
    tenantId: 'tenant_id',
    id: 'id',
    ownerId: 'owner_id',
    customerId: 'customer_id',
    pipelineId: 'pipeline_id',
    stageId: 'stage_id',
    title: 'title',
    amountMinor: 'amount_minor',
    currency: 'currency',
    probability: 'probability',
    status: 'status',
    wonReason: 'won_reason',
    lostReason: 'lost_reason',
    closedAt: 'closed_at',
    expectedCloseDate: 'expected_close_date',
    version: 'version',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
    deletedAt: 'deleted_at',
  },
  needs: {
    owner: ['ownerId'],
    customer: ['customerId'],
    pipeline: ['pipelineId'],
    stage: ['stageId'],
    interactions: [],
  },
  softDelete: true,
  sorts: {
    CREATED_AT: { by: 'createdAt', type: 'timestamptz' },
    UPDATED_AT: { by: 'updatedAt', type: 'timestamptz' },
    TITLE: { by: 'title', type: 'text' },
    AMOUNT: { by: 'amountMinor', type: 'bigint' },
    PROBABILITY: { by: 'probability', type: 'integer' },
    EXPECTED_CLOSE_DATE: { by: 'expectedCloseDate', type: 'date', whenNull: SOME_DAY },
  },
  conditions: (filter) => [
    contains(filter.search, 'title'),
    among('status', filter.status, 'deal_status'),
    compare('pipeline_id', '=', filter.pipelineId, 'uuid'),
    compare('stage_id', '=', filter.stageId, 'uuid'),
    compare('customer_id', '=', filter.customerId, 'uuid'),
    compare('owner_id', '=', filter.ownerId, 'uuid'),
    compare('currency', '=', filter.currency, 'text'),
    compare('amount_minor', '>=', filter.minAmountMinor, 'bigint'),
    compare('amount_minor', '<=', filter.maxAmountMinor, 'bigint'),
    compare('expected_close_date', '>=', filter.expectedCloseFrom, 'date'),
    compare('expected_close_date', '<=', filter.expectedCloseTo, 'date'),
  ],
};
