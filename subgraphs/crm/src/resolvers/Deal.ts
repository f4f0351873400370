import { notFound } from '@tessera/errors';
import type { DealResolvers } from '../generated/resolvers.ts';
import { listInteractionsOn } from '../services/list-interactions.ts';

export const Deal: DealResolvers = {
  amountMinor: ({ amountMinor }) => Number(amountMinor),
  expectedCloseDate: ({ expectedCloseDate }) => expectedCloseDate?.toISOString().slice(0, 10) ?? null,
  owner: ({ ownerId }) => ({ id: ownerId }),
  customer: ({ customerId }, _args, { scope }) => scope.load.customer.load(customerId),
  pipeline: ({ pipelineId }, _args, { scope }) => scope.load.pipeline.load(pipelineId),
  stage: async ({ stageId }, _args, { scope }) => {
    const stage = await scope.load.stage.load(stageId);
    if (!stage) throw notFound('stage');
    return stage;
  },
  interactions: (deal, args, { scope }) => listInteractionsOn(scope, 'DEAL', deal, args),
  __resolveReference: ({ id }, { scope }) => scope.load.deal.load(id),
};
