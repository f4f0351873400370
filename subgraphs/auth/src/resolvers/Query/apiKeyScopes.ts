import { SCOPES } from '@tessera/permissions';
import type { QueryResolvers } from '../../generated/resolvers.ts';

export const apiKeyScopes: QueryResolvers['apiKeyScopes'] = () => [...SCOPES];
