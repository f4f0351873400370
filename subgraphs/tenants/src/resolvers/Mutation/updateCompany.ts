import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateCompany as update } from '../../services/update-company.ts';

export const updateCompany: MutationResolvers['updateCompany'] = (_parent, { version, input }, { scope }) =>
  update(scope, version, input);
