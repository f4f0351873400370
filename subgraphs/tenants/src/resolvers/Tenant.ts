import type { TenantResolvers } from '../generated/resolvers.ts';
import { findClient } from '../services/find-client.ts';
import { findTenant } from '../services/find-tenant.ts';
import { listMembers } from '../services/list-members.ts';
import { MEMBER_SORT_FIELDS, sortFrom } from './sort.ts';

export const Tenant: TenantResolvers = {
  __resolveReference: ({ id }, { scope }) => findTenant(scope, id),
  client: ({ clientId }, _args, { scope }) => findClient(scope, clientId),
  company: ({ id }, _args, { scope }) => scope.load.companyOfTenant.load(id),
  memberships: ({ id }, { filter, orderBy, ...page }, { scope }) =>
    listMembers(scope, id, page, filter ?? {}, sortFrom(orderBy, MEMBER_SORT_FIELDS)),
  services: ({ id }, _args, { scope }) => scope.load.servicesOfTenant.load(id),
  limits: ({ id }, _args, { scope }) => (scope.db.tenantId === id ? { id } : null),
  provisioning: ({ id }, _args, { scope }) => scope.load.latestRunOfTenant.load(id),
};
