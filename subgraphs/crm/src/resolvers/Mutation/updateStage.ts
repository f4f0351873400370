import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateStage as update } from '../../services/update-stage.ts';

export const updateStage: MutationResolvers['updateStage'] = (_parent, { id, version, input }, { scope }) =>
  update(scope, id, version, input);
