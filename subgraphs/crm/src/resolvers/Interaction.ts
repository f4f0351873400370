import type { InteractionResolvers } from '../generated/resolvers.ts';

export const Interaction: InteractionResolvers = {
  author: ({ authorId }) => ({ id: authorId }),
  customer: ({ customerId }, _args, { scope }) => (customerId ? scope.load.customer.load(customerId) : null),
  lead: ({ leadId }, _args, { scope }) => (leadId ? scope.load.lead.load(leadId) : null),
  deal: ({ dealId }, _args, { scope }) => (dealId ? scope.load.deal.load(dealId) : null),
  __resolveReference: ({ id }, { scope }) => scope.load.interaction.load(id),
};
