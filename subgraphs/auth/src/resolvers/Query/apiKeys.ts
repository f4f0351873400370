import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listApiKeys } from '../../services/api-keys/list-api-keys.ts';

export const apiKeys: QueryResolvers['apiKeys'] = (_parent, args, { scope }) => listApiKeys(scope, args);
