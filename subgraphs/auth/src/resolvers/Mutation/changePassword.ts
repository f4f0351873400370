import type { MutationResolvers } from '../../generated/resolvers.ts';
import { changePassword as change } from '../../services/change-password.ts';

export const changePassword: MutationResolvers['changePassword'] = (_parent, args, { scope }) => change(scope, args);
