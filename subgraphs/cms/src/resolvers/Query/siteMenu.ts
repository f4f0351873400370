import type { QueryResolvers } from '../../generated/resolvers.ts';
import { readMenu } from '../../services/pages/read-pages.ts';

export const siteMenu: QueryResolvers['siteMenu'] = (_parent, { locale }, { scope }) => readMenu(scope, locale);
