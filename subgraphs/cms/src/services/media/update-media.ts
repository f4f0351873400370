import { parseChanges, parseId, settleUpdate } from '@tessera/subgraph';
import type { MediaFile } from '../../../../../prisma/cms/client/client.ts';
import { mediaChanges, type MediaChanges } from '../../domain/media.ts';
import { writerOf, type Scope } from '../scope.ts';

/** @throws AppError BAD_USER_INPUT; NOT_FOUND, also for one that the caller may only see; CONFLICT for a stale version */
export async function updateMedia(scope: Scope, mediaId: string, version: number, input: MediaChanges): Promise<MediaFile> {
  writerOf(scope);
  const id = parseId('media file', mediaId);
  const update = { where: { id, version }, data: { ...parseChanges(mediaChanges, input), version: { increment: 1 } } };
  const changed = await scope.db.query((prisma) => prisma.mediaFile.updateManyAndReturn(update));
  return settleUpdate({ what: 'media file', changed, version, current: () => scope.load.mediaFile.load(id) });
}
