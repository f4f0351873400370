import type { MutationResolvers } from '../../generated/resolvers.ts';
import { rotateApiKey as rotate } from '../../services/api-keys/rotate-api-key.ts';

export const rotateApiKey: MutationResolvers['rotateApiKey'] = (_parent, { id, expiresAt, keepOldForMinutes }, { scope }) =>
  rotate(scope, { id, expiresAt: expiresAt ?? null, keepOldForMinutes: keepOldForMinutes ?? null });
