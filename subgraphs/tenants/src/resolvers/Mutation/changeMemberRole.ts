import type { MutationResolvers } from '../../generated/resolvers.ts';
import { changeMemberRole as change } from '../../services/change-member-role.ts';

export const changeMemberRole: MutationResolvers['changeMemberRole'] = (_parent, { id, version, role }, { scope }) =>
  change(scope, id, version, role);
