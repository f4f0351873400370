import type { MutationResolvers } from '../../generated/resolvers.ts';
import { enableUser as enable } from '../../services/enable-user.ts';

export const enableUser: MutationResolvers['enableUser'] = (_parent, args, { scope }) => enable(scope, args.id);
