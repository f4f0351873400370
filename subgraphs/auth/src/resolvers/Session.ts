import type { SessionResolvers } from '../generated/resolvers.ts';

export const Session: SessionResolvers = {
  user: ({ user, role, tenantId }) => ({ ...user, session: { role, tenantId } }),
};
