import type { QueryResolvers } from '../../generated/resolvers.ts';

export const interaction: QueryResolvers['interaction'] = (_parent, { id }, { scope }) =>
  scope.load.interaction.load(id);
