import type { MutationResolvers } from '../../generated/resolvers.ts';
import { publishPage as publish } from '../../services/pages/publish-page.ts';

export const publishPage: MutationResolvers['publishPage'] = (_parent, { id, version }, { scope }) =>
  publish(scope, id, version);
