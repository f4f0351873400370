import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listMedia } from '../../services/media/list-media.ts';

export const mediaFiles: QueryResolvers['mediaFiles'] = (_parent, args, { scope }) => listMedia(scope, args);
