import { AppError, notFound } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import type { Transaction } from './scope.ts';

export interface Wanted {
  readonly pipelineId?: string;
  readonly stageId?: string;
}

export interface ChosenStage {
  readonly id: string;
  readonly pipelineId: string;
  readonly probability: number;
}

/**
 * The open stage for a new deal: the one wanted, or the first of the pipeline wanted, or of the default pipeline.
 * The pipeline stays locked against change until the transaction ends, so that it cannot be deleted meanwhile.
 * @throws AppError NOT_FOUND for a pipeline or open stage that is not there, CONFLICT without a default pipeline
 */
export async function chooseStage(tx: Transaction, wanted: Wanted): Promise<ChosenStage> {
  const pipelineId = wanted.pipelineId ? parseId('pipeline', wanted.pipelineId) : null;
  const stageId = wanted.stageId ? parseId('open stage', wanted.stageId) : null;
  const [stage] = await tx.$queryRaw<ChosenStage[]>`
    SELECT s.id, s.pipeline_id AS "pipelineId", s.probability
    FROM pipelines p
    JOIN pipeline_stages s ON s.tenant_id = p.tenant_id AND s.pipeline_id = p.id
    WHERE p.deleted_at IS NULL AND s.kind = 'OPEN'
      AND COALESCE(p.id = ${pipelineId}::uuid, ${stageId}::uuid IS NOT NULL OR p.is_default)
      AND COALESCE(s.id = ${stageId}::uuid, true)
    ORDER BY s.position LIMIT 1
    FOR SHARE OF p`;
  if (stage) return stage;
  if (stageId) throw notFound('open stage in this pipeline');
  if (pipelineId) throw notFound('pipeline');
  throw new AppError('CONFLICT', 'The tenant has no default pipeline. Name a `pipelineId`, or make one the default.');
}
