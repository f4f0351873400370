import type { MutationResolvers } from '../../generated/resolvers.ts';
import { deleteMedia } from '../../services/media/delete-media.ts';

export const deleteMediaFile: MutationResolvers['deleteMediaFile'] = (_parent, { id, version }, { scope }) => deleteMedia(scope, id, version);
