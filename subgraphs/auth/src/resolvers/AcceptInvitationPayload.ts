import type { AcceptInvitationPayloadResolvers } from '../generated/resolvers.ts';
import { findTenant } from '../services/find-tenant.ts';

export const AcceptInvitationPayload: AcceptInvitationPayloadResolvers = {
  tenant: ({ tenantId }, _args, { scope }) => (tenantId === null ? null : findTenant(scope, tenantId)),
};
