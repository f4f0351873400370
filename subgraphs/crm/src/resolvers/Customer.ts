import { withAsked } from '@tessera/subgraph';
import type { CustomerResolvers } from '../generated/resolvers.ts';
import { listDealsOfCustomer } from '../services/list-deals.ts';
import { listInteractionsOn } from '../services/list-interactions.ts';

export const Customer: CustomerResolvers = {
  owner: ({ ownerId }) => ({ id: ownerId }),
  deals: (customer, args, { scope }, info) =>
    listDealsOfCustomer(scope, customer, withAsked(args, info)),
  interactions: (customer, args, { scope }, info) =>
    listInteractionsOn(scope, 'CUSTOMER', customer, withAsked(args, info)),
  __resolveReference: ({ id }, { scope }) => scope.load.customer.load(id),
};
