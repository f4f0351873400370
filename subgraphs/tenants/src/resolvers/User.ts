import type { UserResolvers } from '../generated/resolvers.ts';
import { findProfile } from '../services/find-profile.ts';
import { findRole } from '../services/find-role.ts';
import { findTenantOfUser } from '../services/find-tenant-of-user.ts';
import { listMembershipsOfUser } from '../services/list-memberships-of-user.ts';

export const User: UserResolvers = {
  // Every id is a user's as far as tenants knows; what may be known of them is decided field by field.
  __resolveReference: ({ id }) => ({ id }),
  // `login` shows its user to a caller who is anonymous yet.
  role: ({ id }, _args, context) => (context.identity ? findRole(context.scope, id) : null),
  tenant: ({ id }, _args, { scope }) => findTenantOfUser(scope, id),
  profile: ({ id }, _args, { scope }) => findProfile(scope, id),
  memberships: ({ id }, _args, { scope }) => listMembershipsOfUser(scope, id),
};
