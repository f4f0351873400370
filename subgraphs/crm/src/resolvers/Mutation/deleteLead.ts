import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteLead as remove } from '../../services/delete-lead.ts';

export const deleteLead: MutationResolvers['deleteLead'] = (_parent, { id, version }, { scope }) =>
  remove(scope, id, version);
