import { setTimeout as delay } from 'node:timers/promises';
import type { SubgraphRuntime } from '@tessera/subgraph';
import type { PrismaClient } from '../../../../../prisma/cms/client/client.ts';
import { STORED_NAMES } from '../../domain/media.ts';
import type { MediaStorage } from '../../media/storage.ts';
import { mediaOf } from '../../media/media.ts';
import { removeOldUploadFolders } from '../../media/upload-folder.ts';
import type { Db } from '../scope.ts';

const POLL_MS = 60_000;
const MOST_AT_ONCE = 100;

interface Leftover {
  readonly id: string;
  readonly storageKey: string;
}

/** Removes the bytes first: the note of them stays until they are gone. */
export async function removeLeftover(db: Db, storage: MediaStorage, { id, storageKey }: Leftover): Promise<void> {
  for (const name of STORED_NAMES) await storage.remove(`${storageKey}/${name}`);
  await db.query((prisma) => prisma.mediaLeftover.deleteMany({ where: { id } }));
}

/** Removes what is due, of every tenant: what processes that ended left behind. @returns how much */
export async function removeDueLeftovers(runtime: SubgraphRuntime<PrismaClient>): Promise<number> {
  const { database, log } = runtime;
  const { storage } = mediaOf(runtime);
  const due = await database
    .platform({ userId: null, requestId: 'cms.leftovers' })
    .sql<Leftover & { tenantId: string }>(
      `SELECT tenant_id AS "tenantId", id, storage_key AS "storageKey" FROM media_leftovers
       WHERE due_at <= now() ORDER BY due_at LIMIT ${MOST_AT_ONCE}`,
    );
  let removed = 0;
  for (const { tenantId, ...leftover } of due) {
    const db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId: 'cms.leftovers' });
    try {
      await removeLeftover(db, storage, leftover);
      removed += 1;
    } catch (error) {
      log.warn({ err: error, key: leftover.storageKey }, 'left-over bytes could not be removed, which is tried again');
    }
  }
  return removed;
}

/** Removes what is due from now on, and what uploads left that ended with their process. Returns how to stop. */
export function keepLeftoversAway(runtime: SubgraphRuntime<PrismaClient>): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const warn = (error: unknown) => runtime.log.warn({ err: error }, 'looking for left-over bytes failed');
  const work = (async () => {
    while (!signal.aborted) {
      await removeDueLeftovers(runtime).catch(warn);
      await removeOldUploadFolders().catch(warn);
      await delay(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })();
  return async () => {
    stopping.abort();
    await work;
  };
}
