import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listInteractions } from '../../services/list-interactions.ts';

export const interactions: QueryResolvers['interactions'] = (_parent, args, { scope }) => listInteractions(scope, args);
