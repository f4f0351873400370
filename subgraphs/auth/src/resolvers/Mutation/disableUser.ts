import type { MutationResolvers } from '../../generated/resolvers.ts';
import { disableUser as disable } from '../../services/disable-user.ts';

export const disableUser: MutationResolvers['disableUser'] = (_parent, args, { scope }) => disable(scope, args.id);
