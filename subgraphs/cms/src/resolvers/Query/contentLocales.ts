import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listLocales } from '../../services/list-locales.ts';

export const contentLocales: QueryResolvers['contentLocales'] = (_parent, _args, { scope }) => listLocales(scope);
