import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createCustomer as create } from '../../services/create-customer.ts';

export const createCustomer: MutationResolvers['createCustomer'] = (_parent, { input }, { scope }) =>
  create(scope, input);
