import type { UserProfileResolvers } from '../generated/resolvers.ts';

export const UserProfile: UserProfileResolvers = {
  user: ({ userId }) => ({ id: userId }),
};
