import { badInput } from '@tessera/errors';
import type { Pipeline } from '../../../../prisma/crm/client/client.ts';
import { isReordering } from '../domain/pipeline.ts';
import { revisePipeline } from './revise-pipeline.ts';
import type { Scope } from './scope.ts';

/** @throws AppError NOT_FOUND, CONFLICT; BAD_USER_INPUT unless `stageIds` has all of the pipeline's stages once */
export async function reorderStages(
  scope: Scope,
  pipelineId: string,
  version: number,
  stageIds: readonly string[],
): Promise<Pipeline> {
  const ids = stageIds.map((id) => id.toLowerCase());
  return revisePipeline(scope, pipelineId, version, {}, async (tx, pipeline) => {
    const present = await tx.pipelineStage.findMany({ where: { pipelineId: pipeline.id }, select: { id: true } });
    const isComplete = isReordering(present.map((stage) => stage.id), ids);
    if (!isComplete) throw badInput('stageIds', '`stageIds`: Name every stage of the pipeline exactly once.');
    await tx.$executeRaw`
      UPDATE pipeline_stages SET position = wanted.place, updated_at = now()
      FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS wanted(id, place)
      WHERE pipeline_stages.id = wanted.id AND pipeline_stages.position <> wanted.place`;
  });
}
