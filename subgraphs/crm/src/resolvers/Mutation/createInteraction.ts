import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createInteraction as create } from '../../services/create-interaction.ts';

export const createInteraction: MutationResolvers['createInteraction'] = (_parent, { input }, { scope }) =>
  create(scope, input);
