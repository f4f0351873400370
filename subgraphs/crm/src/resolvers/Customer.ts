import type { CustomerResolvers } from '../generated/resolvers.ts';
import { listDealsOfCustomer } from '../services/list-deals.ts';
import { listInteractionsOn } from '../services/list-interactions.ts';

export const Customer: CustomerResolvers = {
  owner: ({ ownerId }) => ({ id: ownerId }),
  deals: (customer, args, { scope }) => listDealsOfCustomer(scope, customer, args),
  interactions: (customer, args, { scope }) => listInteractionsOn(scope, 'CUSTOMER', customer, args),
  __resolveReference: ({ id }, { scope }) => scope.load.customer.load(id),
};
