import { notFound } from '@tessera/errors';
import type { MembershipResolvers } from '../generated/resolvers.ts';

export const Membership: MembershipResolvers = {
  user: ({ userId }) => ({ id: userId }),
  tenant: async ({ tenantId }, _args, { scope }) => {
    const tenant = await scope.load.tenant.load(tenantId);
    if (!tenant) throw notFound('tenant');
    return tenant;
  },
};
