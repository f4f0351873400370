import type { MutationResolvers } from '../../generated/resolvers.ts';
import { revokeAccess } from '../../services/share-item.ts';

export const revokeContentAccess: MutationResolvers['revokeContentAccess'] = (_parent, { itemId, userId }, { scope }) =>
  revokeAccess(scope, itemId, userId);
