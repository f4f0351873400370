import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteCustomer as remove } from '../../services/delete-customer.ts';

export const deleteCustomer: MutationResolvers['deleteCustomer'] = (_parent, { id, version }, { scope }) =>
  remove(scope, id, version);
