import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createApiKey as create } from '../../services/api-keys/create-api-key.ts';

export const createApiKey: MutationResolvers['createApiKey'] = (_parent, { name, scopes, expiresAt }, { scope }) =>
  create(scope, { name, scopes, expiresAt: expiresAt ?? null });
