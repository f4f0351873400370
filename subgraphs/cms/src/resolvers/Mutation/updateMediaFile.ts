import type { MutationResolvers } from '../../generated/resolvers.ts';
import { updateMedia } from '../../services/media/update-media.ts';

export const updateMediaFile: MutationResolvers['updateMediaFile'] = (_parent, { id, version, input }, { scope }) =>
  updateMedia(scope, id, version, input);
