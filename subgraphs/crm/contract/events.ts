import { defineEvents } from '@tessera/events';

/** What the crm announces: enough for aggregates (who owns what, how much, in which state) and for the audit trail. */
export default defineEvents({
  customers: {
    entity: 'Customer',
    columns: ['name', 'email', 'company', 'status', 'owner_id', 'version', 'deleted_at'],
  },
  leads: {
    entity: 'Lead',
    columns: ['name', 'source', 'status', 'score', 'owner_id', 'customer_id', 'deal_id', 'version', 'deleted_at'],
  },
  deals: {
    entity: 'Deal',
    columns: [
      'title',
      'amount_minor',
      'currency',
      'probability',
      'status',
      'won_reason',
      'lost_reason',
      'closed_at',
      'expected_close_date',
      'customer_id',
      'pipeline_id',
      'stage_id',
      'owner_id',
      'version',
      'deleted_at',
    ],
  },
  pipelines: { entity: 'Pipeline', columns: ['name', 'is_default', 'version', 'deleted_at'] },
  pipeline_stages: { entity: 'PipelineStage', columns: ['pipeline_id', 'name', 'position', 'probability', 'kind'] },
  interactions: {
    entity: 'Interaction',
    columns: [
      'type',
      'subject',
      'author_id',
      'customer_id',
      'lead_id',
      'deal_id',
      'occurred_at',
      'version',
      'deleted_at',
    ],
  },
  record_grants: { entity: 'RecordGrant', columns: ['record_type', 'record_id', 'user_id', 'access', 'granted_by'] },
});
