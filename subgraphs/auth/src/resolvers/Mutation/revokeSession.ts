import type { MutationResolvers } from '../../generated/resolvers.ts';
import { revokeSession as revoke } from '../../services/revoke-session.ts';

export const revokeSession: MutationResolvers['revokeSession'] = (_parent, args, { scope }) => revoke(scope, args.id);
