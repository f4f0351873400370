import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateType } from '../../services/update-type.ts';

export const updateContentType: MutationResolvers['updateContentType'] = (_parent, { id, version, input, force }, { scope }) =>
  updateType(scope, id, version, input, force ?? false);
