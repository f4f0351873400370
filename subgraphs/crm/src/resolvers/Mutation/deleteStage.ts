import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteStage as remove } from '../../services/delete-stage.ts';

export const deleteStage: MutationResolvers['deleteStage'] = (_parent, { id, version }, { scope }) =>
  remove(scope, id, version);
