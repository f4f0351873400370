import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listItems } from '../../services/list-items.ts';

export const contentItems: QueryResolvers['contentItems'] = (_parent, args, { scope }) => listItems(scope, args);
