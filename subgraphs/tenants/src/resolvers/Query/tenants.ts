import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listTenants } from '../../services/list-tenants.ts';
import { sortFrom } from '../sort.ts';

const FIELDS = { CREATED_AT: 'createdAt', NAME: 'name', SLUG: 'slug' } as const;

export const tenants: QueryResolvers['tenants'] = (_parent, { filter, orderBy, ...page }, { scope }) =>
  listTenants(scope, page, filter ?? {}, sortFrom(orderBy, FIELDS));
