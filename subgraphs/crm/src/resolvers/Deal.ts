import { notFound } from '@tessera/errors';
import { withAsked } from '@tessera/subgraph';
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
  interactions: (deal, args, { scope }, info) =>
    listInteractionsOn(scope, 'DEAL', deal, withAsked(args, info)),
  __resolveReference: ({ id }, { scope }) => scope.load.deal.load(id),
};
