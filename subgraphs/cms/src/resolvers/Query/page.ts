import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findPage } from '../../services/pages/read-pages.ts';

export const page: QueryResolvers['page'] = (_parent, { id }, { scope }) => findPage(scope, id);
