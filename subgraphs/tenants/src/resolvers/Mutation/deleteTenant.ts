import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteTenant as close } from '../../services/delete-tenant.ts';

export const deleteTenant: MutationResolvers['deleteTenant'] = (_parent, { id, reason }, { scope }) =>
  close(scope, id, reason);
