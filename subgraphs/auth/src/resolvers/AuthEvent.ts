import type { AuthEventResolvers } from '../generated/resolvers.ts';

export const AuthEvent: AuthEventResolvers = {
  user: (event) => (event.userId === null ? null : { id: event.userId }),
  tenant: (event) => (event.tenantId === null ? null : { id: event.tenantId }),
};
