import type { MutationResolvers } from '../../generated/resolvers.ts';
import { rotateSigningKeys as rotate } from '../../services/rotate-signing-keys.ts';

export const rotateSigningKeys: MutationResolvers['rotateSigningKeys'] = (_parent, _args, { scope }) => rotate(scope);
