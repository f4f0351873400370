import { v7 as uuid } from 'uuid';
import { parseInput } from '@tessera/subgraph';
import type { Pipeline } from '../../../../prisma/crm/client/client.ts';
import { DEFAULT_PIPELINE, newPipeline, type NewPipeline } from '../domain/pipeline.ts';
import { writerOf, type Scope, type Transaction } from './scope.ts';
import { takenAs } from './refusals.ts';
import { takeDefault } from './take-default.ts';

export const PIPELINE_TAKEN = 'A pipeline of this name already exists, or another has just been made the default.';

/** @throws AppError BAD_USER_INPUT, CONFLICT for a name that is taken */
export async function createPipeline(scope: Scope, input: NewPipeline): Promise<Pipeline> {
  const { tenantId } = writerOf(scope);
  const values = parseInput(newPipeline, input);
  return scope.db
    .transaction(async (tx) => {
      if (values.isDefault) await takeDefault(tx);
      return addPipeline(tx, tenantId, values);
    })
    .catch(takenAs(PIPELINE_TAKEN));
}

interface PipelineToAdd {
  readonly name: string;
  readonly isDefault?: boolean;
  readonly stages?: readonly StageToAdd[];
}
interface StageToAdd {
  readonly name: string;
  readonly kind: 'OPEN' | 'WON' | 'LOST';
  readonly probability: number;
}

/** Lays down a pipeline with its stages in order, the default ones when none are given. */
export async function addPipeline(
  tx: Transaction,
  tenantId: string,
  { name, isDefault = false, stages = DEFAULT_PIPELINE.stages }: PipelineToAdd,
): Promise<Pipeline> {
  const pipeline = await tx.pipeline.create({ data: { tenantId, id: uuid(), name, isDefault } });
  await tx.pipelineStage.createMany({
    data: stages.map((stage, index) => ({
      ...stage,
      tenantId,
      id: uuid(),
      pipelineId: pipeline.id,
      position: index + 1,
    })),
  });
  return pipeline;
}
