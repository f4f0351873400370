import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listSigningKeys } from '../../services/list-signing-keys.ts';

export const signingKeys: QueryResolvers['signingKeys'] = (_parent, _args, { scope }) => listSigningKeys(scope);
