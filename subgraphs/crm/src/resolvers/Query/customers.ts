import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listCustomers } from '../../services/list-customers.ts';

export const customers: QueryResolvers['customers'] = (_parent, args, { scope }) => listCustomers(scope, args);
