import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listClients } from '../../services/list-clients.ts';
import { sortFrom } from '../sort.ts';

const FIELDS = { CREATED_AT: 'createdAt', NAME: 'name' } as const;

export const clients: QueryResolvers['clients'] = (_parent, { filter, orderBy, ...page }, { scope }) =>
  listClients(scope, page, filter ?? {}, sortFrom(orderBy, FIELDS));
