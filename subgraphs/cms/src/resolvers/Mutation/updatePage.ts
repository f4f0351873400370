import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updatePage as update } from '../../services/pages/update-page.ts';

export const updatePage: MutationResolvers['updatePage'] = (_parent, { id, version, input }, { scope }) =>
  update(scope, id, version, input);
