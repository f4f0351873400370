import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteInteraction as remove } from '../../services/delete-interaction.ts';

export const deleteInteraction: MutationResolvers['deleteInteraction'] = (_parent, { id, version }, { scope }) =>
  remove(scope, id, version);
