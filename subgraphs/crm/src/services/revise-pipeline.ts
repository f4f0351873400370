import { notFound } from '@tessera/errors';
import { parseId, settleUpdate } from '@tessera/subgraph';
import type { Pipeline, PipelineStage, Prisma } from '../../../../prisma/crm/client/client.ts';
import { writerOf, type Scope, type Transaction } from './scope.ts';

/**
 * Changes a pipeline, or the stages that belong to it, in one transaction under the pipeline's version. The pipeline's
 * row is locked first, so that changes to one pipeline come one after the other.
 * @param changes what to set on the pipeline itself, besides its version
 * @throws AppError NOT_FOUND, CONFLICT for a stale version, and what `work` throws
 */
export async function revisePipeline(
  scope: Scope,
  pipelineId: string,
  version: number,
  changes: Prisma.PipelineUpdateManyMutationInput,
  work: (tx: Transaction, pipeline: Pipeline) => Promise<void> = async () => undefined,
): Promise<Pipeline> {
  writerOf(scope);
  const id = parseId('pipeline', pipelineId);
  return scope.db.transaction(async (tx) => {
    const changed = await tx.pipeline.updateManyAndReturn({
      where: { id, version, deletedAt: null },
      data: { ...changes, version: { increment: 1 } },
    });
    const current = () => tx.pipeline.findFirst({ where: { id, deletedAt: null } });
    const pipeline = await settleUpdate({ what: 'pipeline', changed, version, current });
    await work(tx, pipeline);
    return pipeline;
  });
}

/** The same for one stage of it, where `version` still is the pipeline's. */
export async function reviseStage(
  scope: Scope,
  stageId: string,
  version: number,
  work: (tx: Transaction, stage: PipelineStage) => Promise<void>,
): Promise<Pipeline> {
  const stage = await scope.load.stage.load(stageId);
  if (!stage) throw notFound('stage');
  return revisePipeline(scope, stage.pipelineId, version, {}, async (tx) => {
    // Read again under the lock: the one that told the pipeline may be older.
    const current = await tx.pipelineStage.findFirst({ where: { id: stage.id } });
    if (!current) throw notFound('stage');
    await work(tx, current);
  });
}
