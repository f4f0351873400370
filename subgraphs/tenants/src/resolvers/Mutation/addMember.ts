import type { MutationResolvers } from '../../generated/resolvers.ts';
import { addMember as add } from '../../services/add-member.ts';

export const addMember: MutationResolvers['addMember'] = (_parent, { email, role }, { scope }) =>
  add(scope, email, role);
