import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deletePipeline as remove } from '../../services/delete-pipeline.ts';

export const deletePipeline: MutationResolvers['deletePipeline'] = (_parent, { id, version }, { scope }) =>
  remove(scope, id, version);
