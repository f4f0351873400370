import type { RemovedMemberResolvers } from '../generated/resolvers.ts';

export const RemovedMember: RemovedMemberResolvers = {
  user: ({ userId }) => ({ id: userId }),
};
