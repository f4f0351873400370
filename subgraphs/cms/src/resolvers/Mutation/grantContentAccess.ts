import type { MutationResolvers } from '../../generated/resolvers.ts';
import { grantAccess } from '../../services/share-item.ts';

export const grantContentAccess: MutationResolvers['grantContentAccess'] = (_parent, { itemId, userId, access }, { scope }) =>
  grantAccess(scope, itemId, userId, access);
