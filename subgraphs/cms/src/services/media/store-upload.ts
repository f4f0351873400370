import { randomBytes } from 'node:crypto';
import { isAppError } from '@tessera/errors';
import type { HeldLimit, SubgraphRuntime } from '@tessera/subgraph';
import { isUniqueViolation } from '@tessera/tenancy';
import { v7 as uuid } from 'uuid';
import type { MediaFile, Prisma, PrismaClient } from '../../../../../prisma/cms/client/client.ts';
import type { Inspected } from '../../media/inspect.ts';
import type { UploadLeave } from '../../media/signatures.ts';
import type { MediaStorage } from '../../media/storage.ts';
import { UploadError } from '../../media/upload-error.ts';
import { removeLeftover } from './leftovers.ts';

/** By then whoever was storing it has come to an end, one way or the other. */
const HOUR_MS = 60 * 60 * 1000;

/**
 * Stores what was uploaded, and makes it a file of the library. Its bytes are written down as left over first, and the
 * row takes that note away: wherever the process ends, there are both or neither, or bytes that will be removed.
 * @throws UploadError when the leave was used before, or the tenant's plan has no room for the file any more
 */
export async function storeUpload(
  { database, limits }: Pick<SubgraphRuntime<PrismaClient>, 'database' | 'limits'>,
  storage: MediaStorage,
  leave: Omit<UploadLeave, 'expiresAt' | 'contentType' | 'byteSize'>,
  { files, ...inspected }: Inspected,
): Promise<MediaFile> {
  const { tenantId, userId, mediaId: id, fileName, alt } = leave;
  const db = database.tenant({ tenantId, userId, rowScope: 'all', requestId: `cms.upload.${id}` });
  // Of this attempt alone: another with the same leave must not write over it, nor remove it.
  const storageKey = `${tenantId}/${id}-${randomBytes(8).toString('hex')}`;
  const leftover = { tenantId, id: uuid(), storageKey, dueAt: new Date(Date.now() + HOUR_MS) };
  await db.query((prisma) => prisma.mediaLeftover.create({ data: leftover }));
  try {
    for (const [name, { path, contentType }] of files) await storage.put(`${storageKey}/${name}`, path, contentType);
    const renditions = inspected.renditions as unknown as Prisma.InputJsonArray;
    const add = (limit: HeldLimit | null) => db.transaction(async (tx) => {
      await limit?.hold(tx, inspected.byteSize);
      const data = { ...inspected, renditions, tenantId, id, ownerId: userId, fileName, alt, storageKey };
      const file = await tx.mediaFile.create({ data });
      await tx.mediaLeftover.deleteMany({ where: { id: leftover.id } });
      return file;
    });
    return await limits.within(tenantId, 'media_bytes', add);
  } catch (error) {
    await removeLeftover(db, storage, leftover);
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (isUniqueViolation(error)) return new UploadError(409, 'This upload has been used. Ask for another.');
  return isAppError(error) && error.code === 'PLAN_LIMIT_REACHED' ? new UploadError(403, error.message) : error;
}
