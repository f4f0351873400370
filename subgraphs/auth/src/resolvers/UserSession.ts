import { isOpen } from '../domain/session-state.ts';
import type { UserSessionResolvers } from '../generated/resolvers.ts';

export const UserSession: UserSessionResolvers = {
  user: (session) => ({ id: session.userId }),
  tenant: (session) => (session.tenantId === null ? null : { id: session.tenantId }),
  current: (session, _args, { identity }) => session.id === identity?.sessionId,
  active: (session) => isOpen(session, new Date()),
};
