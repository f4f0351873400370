import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateInteraction as update } from '../../services/update-interaction.ts';

export const updateInteraction: MutationResolvers['updateInteraction'] = (_parent, { id, version, input }, { scope }) =>
  update(scope, id, version, input);
