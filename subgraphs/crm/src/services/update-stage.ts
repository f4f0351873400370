import { badInput } from '@tessera/errors';
import { parseChanges, parseId } from '@tessera/subgraph';
import type { Pipeline } from '../../../../prisma/crm/client/client.ts';
import { stageChanges, type StageChanges } from '../domain/pipeline.ts';
import { reviseStage } from './revise-pipeline.ts';
import type { Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT for a stale version of the pipeline */
export async function updateStage(
  scope: Scope,
  stageId: string,
  version: number,
  input: StageChanges,
): Promise<Pipeline> {
  const changes = parseChanges(stageChanges, input);
  return reviseStage(scope, parseId('stage', stageId), version, async (tx, stage) => {
    if (changes.probability !== undefined && stage.kind !== 'OPEN') {
      throw badInput('input.probability', 'A stage of won or lost deals has a fixed probability.');
    }
    await tx.pipelineStage.updateMany({ where: { id: stage.id }, data: changes });
  });
}
