import { withAsked } from '@tessera/subgraph';
import type { LeadResolvers } from '../generated/resolvers.ts';
import { listInteractionsOn } from '../services/list-interactions.ts';

export const Lead: LeadResolvers = {
  owner: ({ ownerId }) => ({ id: ownerId }),
  customer: ({ customerId }, _args, { scope }) => (customerId ? scope.load.customer.load(customerId) : null),
  deal: ({ dealId }, _args, { scope }) => (dealId ? scope.load.deal.load(dealId) : null),
  interactions: (lead, args, { scope }, info) =>
    listInteractionsOn(scope, 'LEAD', lead, withAsked(args, info)),
  __resolveReference: ({ id }, { scope }) => scope.load.lead.load(id),
};
