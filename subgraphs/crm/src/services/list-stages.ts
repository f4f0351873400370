import type { Connection } from '@tessera/subgraph';
import type { PipelineStage } from '../../../../prisma/crm/client/client.ts';
import { stageFilter } from '../domain/pipeline.ts';
import { stages, type StageOrderField } from '../loaders/sources/pipelines.ts';
import type { Parent } from '../loaders/sql-list.ts';
import { readListRequest, type ListRequest } from './list-request.ts';
import type { Scope } from './scope.ts';

const FIRST_TO_LAST = { field: 'POSITION', direction: 'ASC' } as const;

/** The stages of one pipeline. @throws AppError BAD_USER_INPUT */
export async function listStagesOfPipeline(
  { load }: Scope,
  { id, tenantId }: Parent,
  request: ListRequest<StageOrderField>,
): Promise<Connection<PipelineStage>> {
  const args = readListRequest(request, stageFilter, FIRST_TO_LAST);
  return load.lists.page(stages, 'pipeline.stages', args, { column: 'pipeline_id', id, tenantId });
}
