import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateLead as update } from '../../services/update-lead.ts';

export const updateLead: MutationResolvers['updateLead'] = (_parent, { id, version, input }, { scope }) =>
  update(scope, id, version, input);
