import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateCustomer as update } from '../../services/update-customer.ts';

export const updateCustomer: MutationResolvers['updateCustomer'] = (_parent, { id, version, input }, { scope }) =>
  update(scope, id, version, input);
