import { isUuid } from '../domain/ids.ts';
import type { UserResolvers } from '../generated/resolvers.ts';
import { listCustomersOfOwner } from '../services/list-customers.ts';

export const User: UserResolvers = {
  ownedCustomers: ({ id }, args, { scope }) => listCustomersOfOwner(scope, id, args),
  __resolveReference: ({ id }) => (isUuid(id) ? { id } : null),
};
