import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateClient as update } from '../../services/update-client.ts';

export const updateClient: MutationResolvers['updateClient'] = (_parent, { id, version, input }, { scope }) =>
  update(scope, id, version, input);
