import { badInput } from '@tessera/errors';
import { v7 as uuid } from 'uuid';
import { parseInput } from '@tessera/subgraph';
import type { Pipeline } from '../../../../prisma/crm/client/client.ts';
import { MAX_STAGES, newStage, type NewStage } from '../domain/pipeline.ts';
import { revisePipeline } from './revise-pipeline.ts';
import type { Scope } from './scope.ts';

/** Adds an open stage behind the last open one. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT */
export async function createStage(
  scope: Scope,
  pipelineId: string,
  version: number,
  input: NewStage,
): Promise<Pipeline> {
  const values = parseInput(newStage, input);
  return revisePipeline(scope, pipelineId, version, {}, async (tx, { tenantId, id }) => {
    const present = await tx.pipelineStage.findMany({ where: { pipelineId: id }, orderBy: { position: 'asc' } });
    if (present.length >= MAX_STAGES) throw badInput('input', `A pipeline has at most ${MAX_STAGES} stages.`);
    const position = (present.findLast((stage) => stage.kind === 'OPEN')?.position ?? 0) + 1;
    await tx.pipelineStage.updateMany({
      where: { pipelineId: id, position: { gte: position } },
      data: { position: { increment: 1 } },
    });
    await tx.pipelineStage.create({ data: { ...values, tenantId, id: uuid(), pipelineId: id, position } });
  });
}
