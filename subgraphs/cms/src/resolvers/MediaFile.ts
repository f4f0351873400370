import type { MediaFileResolvers } from '../generated/resolvers.ts';
import { renditionsOf, urlOf } from '../services/media/media-addresses.ts';

export const MediaFile: MediaFileResolvers = {
  byteSize: ({ byteSize }) => Number(byteSize),
  url: (file, _args, { scope }) => urlOf(scope, file),
  renditions: (file, _args, { scope }) => renditionsOf(scope, file),
  uses: ({ id }, _args, { scope }) => scope.load.usesOfMedia.load(id),
  owner: ({ ownerId }) => ({ id: ownerId }),
  __resolveReference: ({ id }, { scope }) => scope.load.mediaFile.load(id),
};
