import { conflict } from '@tessera/errors';
import { revisePipeline } from './revise-pipeline.ts';
import type { Scope } from './scope.ts';

/**
 * Deletes a pipeline softly; answers its id.
 * @throws AppError NOT_FOUND; CONFLICT for a stale version, for the default pipeline and while it has deals
 */
export async function deletePipeline(scope: Scope, pipelineId: string, version: number): Promise<string> {
  const pipeline = await revisePipeline(scope, pipelineId, version, {}, async (tx, { id, isDefault }) => {
    if (isDefault) throw conflict('This is the default pipeline. Make another the default first.', version);
    const deals = await tx.deal.count({ where: { pipelineId: id, deletedAt: null } });
    if (deals > 0) throw conflict('The pipeline has deals. Move or delete them first.', version);
    await tx.pipeline.updateMany({ where: { id }, data: { deletedAt: new Date() } });
  });
  return pipeline.id;
}
