import type { MutationResolvers } from '../../generated/resolvers.ts';
import { revokeApiKey as revoke } from '../../services/api-keys/revoke-api-key.ts';

export const revokeApiKey: MutationResolvers['revokeApiKey'] = (_parent, { id }, { scope }) => revoke(scope, id);
