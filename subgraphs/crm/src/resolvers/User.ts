import { withAsked } from '@tessera/subgraph';
import { isUuid } from '../domain/ids.ts';
import type { UserResolvers } from '../generated/resolvers.ts';
import { listCustomersOfOwner } from '../services/list-customers.ts';

export const User: UserResolvers = {
  ownedCustomers: ({ id }, args, { scope }, info) =>
    listCustomersOfOwner(scope, id, withAsked(args, info)),
  __resolveReference: ({ id }) => (isUuid(id) ? { id } : null),
};
