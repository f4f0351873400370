import type { MutationResolvers } from '../../generated/resolvers.ts';
import { logout as end } from '../../services/logout.ts';

export const logout: MutationResolvers['logout'] = (_parent, _args, { scope }) => end(scope);
