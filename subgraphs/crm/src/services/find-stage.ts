import { badInput, notFound } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import type { Deal, PipelineStage } from '../../../../prisma/crm/client/client.ts';
import type { Scope } from './scope.ts';

/**
 * An open stage of the deal's own pipeline: the one named, else the first.
 * @throws AppError NOT_FOUND; BAD_USER_INPUT for a stage of another pipeline, or one that closes a deal
 */
export async function findOpenStage(scope: Scope, deal: Deal, stageId?: string | null): Promise<PipelineStage> {
  if (!stageId) return firstStage(scope, deal, 'OPEN');
  const stage = await scope.load.stage.load(parseId('stage', stageId));
  if (!stage) throw notFound('stage');
  if (stage.pipelineId !== deal.pipelineId) throw badInput('stageId', 'The stage is of another pipeline.');
  if (stage.kind !== 'OPEN') throw badInput('stageId', 'Use winDeal or loseDeal to close a deal.');
  return stage;
}

/** The stage of the deal's pipeline in which won or lost deals stand. */
export function findEndStage(scope: Scope, deal: Deal, kind: 'WON' | 'LOST'): Promise<PipelineStage> {
  return firstStage(scope, deal, kind);
}

async function firstStage({ db }: Scope, { pipelineId }: Deal, kind: PipelineStage['kind']): Promise<PipelineStage> {
  const query = { where: { pipelineId, kind }, orderBy: { position: 'asc' as const } };
  const stage = await db.query((prisma) => prisma.pipelineStage.findFirst(query));
  if (!stage) throw new Error(`Pipeline ${pipelineId} has no ${kind} stage.`);
  return stage;
}
