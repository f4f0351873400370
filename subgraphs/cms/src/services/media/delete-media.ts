import { conflict, notFound } from '@tessera/errors';
import { parseId, stale } from '@tessera/subgraph';
import { isForeignKeyViolation } from '@tessera/tenancy';
import { v7 as uuid } from 'uuid';
import { isOwn, writerOf, type Scope } from '../scope.ts';
import { removeLeftover } from './leftovers.ts';

/**
 * Deletes a file that nothing uses, and then its bytes; answers its id.
 * @throws AppError NOT_FOUND, also for another's file where the caller reaches only its own; CONFLICT for a stale version
 *   or a file that is used
 */
export async function deleteMedia(scope: Scope, mediaId: string, version: number): Promise<string> {
  const { tenantId } = writerOf(scope);
  const id = parseId('media file', mediaId);
  const work = scope.db.transaction(async (tx) => {
    const file = await tx.mediaFile.findFirst({ where: { id } });
    if (!file || !isOwn(scope, file)) throw notFound('media file');
    if (file.version !== version) throw stale('media file', file.version);
    const uses = await tx.mediaUse.count({ where: { mediaId: id } });
    if (uses > 0) throw used();
    const leftover = { tenantId, id: uuid(), storageKey: file.storageKey, dueAt: new Date() };
    await tx.mediaLeftover.create({ data: leftover });
    // The foreign key refuses what another transaction has begun to use meanwhile.
    const { count } = await tx.mediaFile.deleteMany({ where: { id, version } });
    if (count === 0) throw notFound('media file');
    return leftover;
  });
  const leftover = await work.catch((error: unknown) => {
    throw isForeignKeyViolation(error) ? used() : error;
  });
  // Should this fail, the bytes are removed a little later.
  await removeLeftover(scope.db, scope.media.storage, leftover).catch(() => undefined);
  return id;
}

const used = () => conflict('The file is used: `uses` tells where. Take it out of those items first, and publish them.');
