import { v7 as uuid } from 'uuid';
import { chooseOwner, parseInput } from '@tessera/subgraph';
import type { Deal } from '../../../../prisma/crm/client/client.ts';
import { newDeal, type NewDeal } from '../domain/deal.ts';
import { chooseStage } from './choose-stage.ts';
import { findCustomer } from './find-customer.ts';
import { writerOf, type Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT; NOT_FOUND for a customer, pipeline or open stage that the caller cannot see */
export async function createDeal(scope: Scope, input: NewDeal): Promise<Deal> {
  const { tenantId } = writerOf(scope);
  const { customerId, pipelineId, stageId, ...values } = parseInput(newDeal, input);
  const ownerId = await chooseOwner(scope, values.ownerId);
  return scope.db.transaction(async (tx) => {
    const customer = await findCustomer(tx, customerId);
    const stage = await chooseStage(tx, { pipelineId, stageId });
    return tx.deal.create({
      data: {
        ...values,
        tenantId,
        id: uuid(),
        ownerId,
        customerId: customer.id,
        pipelineId: stage.pipelineId,
        stageId: stage.id,
        probability: values.probability ?? stage.probability,
      },
    });
  });
}
