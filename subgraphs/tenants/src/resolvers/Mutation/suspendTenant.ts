import type { MutationResolvers } from '../../generated/resolvers.ts';
import { suspendTenant as suspend } from '../../services/suspend-tenant.ts';

export const suspendTenant: MutationResolvers['suspendTenant'] = (_parent, { id, reason }, { scope }) =>
  suspend(scope, id, reason);
