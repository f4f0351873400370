import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updatePipeline as update } from '../../services/update-pipeline.ts';

export const updatePipeline: MutationResolvers['updatePipeline'] = (_parent, { id, version, input }, { scope }) =>
  update(scope, id, version, input);
