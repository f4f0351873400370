import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createUser as create } from '../../services/create-user.ts';

export const createUser: MutationResolvers['createUser'] = (_parent, { input }, { scope }) =>
  create(scope, { email: input.email, password: input.password ?? null });
