import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateProfile } from '../../services/update-profile.ts';

export const updateMyProfile: MutationResolvers['updateMyProfile'] = (_parent, { version, input }, { scope }) =>
  updateProfile(scope, scope.actor.userId, version, input);
