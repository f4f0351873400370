import type { MutationResolvers } from '../../generated/resolvers.ts';
import { issuePasswordReset as issue } from '../../services/password-resets/issue-password-reset.ts';

export const issuePasswordReset: MutationResolvers['issuePasswordReset'] = (_parent, args, { scope }) =>
  issue(scope, args.userId);
