import type { MutationResolvers } from '../../generated/resolvers.ts';
import { removeMember as remove } from '../../services/remove-member.ts';

export const removeMember: MutationResolvers['removeMember'] = (_parent, { id }, { scope }) => remove(scope, id);
