import type { MutationResolvers } from '../../generated/resolvers.ts';
import { resetPassword as reset } from '../../services/password-resets/reset-password.ts';

export const resetPassword: MutationResolvers['resetPassword'] = (_parent, args, { scope }) => reset(scope, args);
