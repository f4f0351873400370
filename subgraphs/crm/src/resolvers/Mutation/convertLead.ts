import type { MutationResolvers } from '../../generated/resolvers.ts';
import { convertLead as convert } from '../../services/convert-lead.ts';

export const convertLead: MutationResolvers['convertLead'] = (_parent, { id, version, input }, { scope }) =>
  convert(scope, id, version, input);
