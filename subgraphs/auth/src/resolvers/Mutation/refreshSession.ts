import type { MutationResolvers } from '../../generated/resolvers.ts';
import { refreshSession as exchange } from '../../services/refresh-session.ts';

export const refreshSession: MutationResolvers['refreshSession'] = (_parent, args, { scope }) =>
  exchange(scope, args.refreshToken);
