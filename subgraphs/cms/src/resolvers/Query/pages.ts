import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listPages } from '../../services/pages/read-pages.ts';

export const pages: QueryResolvers['pages'] = (_parent, _args, { scope }) => listPages(scope);
