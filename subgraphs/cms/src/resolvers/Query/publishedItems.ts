import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listPublished } from '../../services/list-published.ts';

export const publishedItems: QueryResolvers['publishedItems'] = (_parent, args, { scope }) => listPublished(scope, args);
