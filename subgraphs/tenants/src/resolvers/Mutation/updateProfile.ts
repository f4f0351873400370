import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateProfile as update } from '../../services/update-profile.ts';

export const updateProfile: MutationResolvers['updateProfile'] = (_parent, { userId, version, input }, { scope }) =>
  update(scope, userId, version, input);
