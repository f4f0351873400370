import { parseChanges } from '@tessera/subgraph';
import type { Pipeline } from '../../../../prisma/crm/client/client.ts';
import { pipelineChanges, type PipelineChanges } from '../domain/pipeline.ts';
import { PIPELINE_TAKEN } from './create-pipeline.ts';
import { revisePipeline } from './revise-pipeline.ts';
import type { Scope } from './scope.ts';
import { takenAs } from './refusals.ts';
import { takeDefault } from './take-default.ts';

/** @throws AppError BAD_USER_INPUT, NOT_FOUND; CONFLICT for a stale version or a name that is taken */
export async function updatePipeline(
  scope: Scope,
  pipelineId: string,
  version: number,
  input: PipelineChanges,
): Promise<Pipeline> {
  const { name, isDefault } = parseChanges(pipelineChanges, input);
  const revised = revisePipeline(scope, pipelineId, version, { name }, async (tx, pipeline) => {
    if (!isDefault || pipeline.isDefault) return;
    await takeDefault(tx);
    await tx.pipeline.updateMany({ where: { id: pipeline.id }, data: { isDefault: true } });
  });
  const pipeline = await revised.catch(takenAs(PIPELINE_TAKEN));
  return isDefault ? { ...pipeline, isDefault } : pipeline;
}
