import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateTenant as update } from '../../services/update-tenant.ts';

export const updateTenant: MutationResolvers['updateTenant'] = (_parent, { version, input }, { scope }) =>
  update(scope, version, input);
