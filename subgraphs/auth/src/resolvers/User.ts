import type { Context } from '../context.ts';
import type { UserResolvers } from '../generated/resolvers.ts';
import type { UserRow } from '../mappers.ts';
import { findTenant } from '../services/find-tenant.ts';

/** `role` and `tenant` are asked only for the session that was just opened (`@provides`). */
export const User: UserResolvers = {
  __resolveReference: ({ id }, { scope }) => scope.load.visibleUser.load(id),
  email: async (user, _args, context) => (await details(user, context))?.email ?? null,
  status: async (user, _args, context) => (await details(user, context))?.status ?? null,
  createdAt: async (user, _args, context) => (await details(user, context))?.createdAt ?? null,
  role: (user) => ('session' in user ? user.session.role : null),
  tenant: (user, _args, { scope }) =>
    'session' in user && user.session.tenantId ? findTenant(scope, user.session.tenantId) : null,
};

function details(user: UserRow, { scope }: Context) {
  return 'email' in user ? user : scope.load.visibleUser.load(user.id);
}
