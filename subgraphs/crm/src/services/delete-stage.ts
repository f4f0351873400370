import { conflict } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import { isForeignKeyViolation } from '@tessera/tenancy';
import type { Pipeline, PipelineStage } from '../../../../prisma/crm/client/client.ts';
import { reviseStage } from './revise-pipeline.ts';
import type { Scope, Transaction } from './scope.ts';

const HAS_DEALS = 'The stage has deals. Move them first.';

/**
 * Deletes an open stage for good. A deal that comes to it at the same moment keeps it: the foreign key decides.
 * @throws AppError NOT_FOUND; CONFLICT for a stale version of the pipeline, while it has deals, and for a stage that
 *   the pipeline cannot do without
 */
export async function deleteStage(scope: Scope, stageId: string, version: number): Promise<Pipeline> {
  const revised = reviseStage(scope, parseId('stage', stageId), version, async (tx, stage) => {
    const heir = await findHeir(tx, stage, version);
    await removeStage(tx, stage, heir, version);
  });
  return revised.catch((error: unknown) => {
    throw isForeignKeyViolation(error) ? conflict(HAS_DEALS, version) : error;
  });
}

async function findHeir(tx: Transaction, { id, pipelineId, kind }: PipelineStage, version: number): Promise<string> {
  const heir = await tx.pipelineStage.findFirst({ where: { pipelineId, kind: 'OPEN', id: { not: id } } });
  if (kind !== 'OPEN' || !heir) {
    throw conflict('A pipeline keeps its WON stage, its LOST stage and at least one OPEN stage.', version);
  }
  return heir.id;
}

async function removeStage(
  tx: Transaction,
  { id, pipelineId, position }: PipelineStage,
  heir: string,
  version: number,
): Promise<void> {
  const deals = await tx.deal.count({ where: { stageId: id, deletedAt: null } });
  if (deals > 0) throw conflict(HAS_DEALS, version);
  // Deleted deals still refer to the stage; nobody sees where they stand.
  await tx.deal.updateMany({ where: { stageId: id, deletedAt: { not: null } }, data: { stageId: heir } });
  await tx.pipelineStage.deleteMany({ where: { id } });
  await tx.pipelineStage.updateMany({
    where: { pipelineId, position: { gt: position } },
    data: { position: { decrement: 1 } },
  });
}
