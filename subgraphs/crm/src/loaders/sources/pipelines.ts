import type { Pipeline, PipelineStage } from '../../../../../prisma/crm/client/client.ts';
import type { PipelineFilter, StageFilter } from '../../domain/pipeline.ts';
import { among, compare, contains, type ListSource } from '../sql-list.ts';

export type PipelineOrderField = 'NAME' | 'CREATED_AT';
export type StageOrderField = 'POSITION' | 'NAME' | 'PROBABILITY';

export const pipelines: ListSource<Pipeline, PipelineFilter, PipelineOrderField> = {
  table: 'pipelines',
  columns: {
    tenantId: 'tenant_id',
    id: 'id',
    name: 'name',
    isDefault: 'is_default',
    version: 'version',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
    deletedAt: 'deleted_at',
  },
  needs: { stages: [], deals: [] },
  softDelete: true,
  sorts: { NAME: { by: 'name', type: 'text' }, CREATED_AT: { by: 'createdAt', type: 'timestamptz' } },
  conditions: (filter) => [
    contains(filter.search, 'name'),
    compare('is_default', '=', filter.isDefault, 'boolean'),
  ],
};

export const stages: ListSource<PipelineStage, StageFilter, StageOrderField> = {
  table: 'pipeline_stages',
  columns: {
    tenantId: 'tenant_id',
    id: 'id',
    pipelineId: 'pipeline_id',
    name: 'name',
    position: 'position',
    probability: 'probability',
    kind: 'kind',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
  },
  needs: {},
  softDelete: false,
  sorts: {
    POSITION: { by: 'position', type: 'integer' },
    NAME: { by: 'name', type: 'text' },
    PROBABILITY: { by: 'probability', type: 'integer' },
  },
  conditions: (filter) => [among('kind', filter.kind, 'stage_kind')],
};
