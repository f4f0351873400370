import type { MutationResolvers } from '../../generated/resolvers.ts';
import { login as logIn } from '../../services/login.ts';

export const login: MutationResolvers['login'] = (_parent, { email, password, tenant }, { scope }) =>
  logIn(scope, { email, password, tenant: tenant ?? null });
