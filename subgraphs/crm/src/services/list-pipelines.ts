import type { Connection } from '@tessera/subgraph';
import type { Pipeline } from '../../../../prisma/crm/client/client.ts';
import { pipelineFilter } from '../domain/pipeline.ts';
import { pipelines, type PipelineOrderField } from '../loaders/sources/pipelines.ts';
import { readListRequest, type ListRequest } from './list-request.ts';
import type { Scope } from './scope.ts';

const BY_NAME = { field: 'NAME', direction: 'ASC' } as const;

/** The tenant's pipelines. @throws AppError BAD_USER_INPUT */
export async function listPipelines(
  { load }: Scope,
  request: ListRequest<PipelineOrderField>,
): Promise<Connection<Pipeline>> {
  return load.lists.page(pipelines, 'pipelines', readListRequest(request, pipelineFilter, BY_NAME));
}
