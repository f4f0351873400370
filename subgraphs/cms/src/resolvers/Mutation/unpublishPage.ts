import type { MutationResolvers } from '../../generated/resolvers.ts';
import { unpublishPage as unpublish } from '../../services/pages/unpublish-page.ts';

export const unpublishPage: MutationResolvers['unpublishPage'] = (_parent, { id, version }, { scope }) =>
  unpublish(scope, id, version);
