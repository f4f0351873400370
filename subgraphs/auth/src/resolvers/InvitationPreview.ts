import type { InvitationPreviewResolvers } from '../generated/resolvers.ts';
import { findTenant } from '../services/find-tenant.ts';

export const InvitationPreview: InvitationPreviewResolvers = {
  tenant: ({ tenantId }, _args, { scope }) => findTenant(scope, tenantId),
};
