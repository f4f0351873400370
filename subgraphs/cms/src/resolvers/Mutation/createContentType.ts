import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createType } from '../../services/create-type.ts';

export const createContentType: MutationResolvers['createContentType'] = (_parent, { input }, { scope }) => createType(scope, input);
