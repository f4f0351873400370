import { conflict, isAppError } from '@tessera/errors';
import type { Database } from '@tessera/tenancy';
import type { ContentItem, ContentSchedule, ContentType, PrismaClient } from '../../../../../prisma/cms/client/client.ts';
import type { ItemData } from '../../domain/item-data.ts';
import { afterSchedule, scheduleRefusal } from '../../domain/item-state.ts';
import { checkComplete } from '../change-item-state.ts';
import { holdType } from '../content-types.ts';
import { lockAnyVersion } from '../lock-item.ts';
import { checkMedia } from '../media/media-uses.ts';
import { hide, showRevision } from '../publications.ts';
import { findRevision } from '../revisions.ts';
import type { Db, Transaction } from '../scope.ts';
import { settleSchedule } from './cancel-schedule.ts';

/** So many items at once; the rest is found the next time. */
const MOST_AT_ONCE = 100;
const LONGEST_FAILURE = 2000;

interface DueItem {
  readonly tenant_id: string;
  readonly item_id: string;
}

/**
 * Does what is due, of every tenant. Each schedule is claimed in the transaction that does it, so that it is done once
 * and only once: by one of several replicas, by the first after an outage, and not again after a crash.
 * @returns how many were done or failed
 */
export async function fireDueSchedules(database: Database<PrismaClient>, onError: (error: unknown) => void): Promise<number> {
  const due = await database.platform({ userId: null, requestId: 'cms.schedules' }).sql<DueItem>(
    `SELECT tenant_id, item_id FROM content_schedules WHERE status = 'PENDING' AND due_at <= now()
     GROUP BY tenant_id, item_id ORDER BY min(due_at) LIMIT ${MOST_AT_ONCE}`,
  );
  let fired = 0;
  for (const { tenant_id: tenantId, item_id: itemId } of due) {
    const db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId: `cms.schedules.${itemId}` });
    try {
      while (await fireNext(db, itemId)) fired += 1;
    } catch (error) {
      // One item's trouble must not keep the others waiting; it is tried again the next time.
      onError(error);
    }
  }
  return fired;
}

/** Does the earliest thing that is due for an item. @returns false when there is none, or another replica has the item */
async function fireNext(db: Db, itemId: string): Promise<boolean> {
  let claimed: ContentSchedule | undefined;
  try {
    return await db.transaction(async (tx) => {
      const item = await lockAnyVersion(tx, itemId);
      claimed = await claim(tx, itemId);
      if (!claimed) return false;
      if (!item) throw conflict('The item has been deleted.');
      await carryOut(tx, item, claimed);
      return true;
    });
  } catch (error) {
    if (!claimed || !isAppError(error)) throw error;
    return fail(db, claimed, error.message);
  }
}

/** Takes the earliest, in order, under the lock of its item. It is done when, and only when, the transaction ends well. */
async function claim(tx: Transaction, itemId: string): Promise<ContentSchedule | undefined> {
  const [schedule] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM content_schedules WHERE item_id = ${itemId}::uuid AND status = 'PENDING' AND due_at <= now()
    ORDER BY due_at, id LIMIT 1`;
  if (!schedule) return undefined;
  const [claimed] = await tx.contentSchedule.updateManyAndReturn({
    where: { id: schedule.id, status: 'PENDING' },
    data: { status: 'DONE', settledAt: new Date() },
  });
  return claimed;
}

/** @throws AppError CONFLICT for what can no longer be done */
async function carryOut(tx: Transaction, item: ContentItem, { id, action, revision }: ContentSchedule): Promise<void> {
  const standing = { state: item.state, isLive: item.publishedRevision !== null };
  const refusal = scheduleRefusal(action, standing);
  if (refusal) throw conflict(refusal);
  const type = await holdType(tx, item.typeId);
  const by = { actorId: null, scheduleId: id };
  const number = revision ?? item.revision;
  if (action === 'PUBLISH') await checkShowable(tx, type, (await findRevision(tx, item.id, number)).data as ItemData);
  const more = action === 'PUBLISH' ? await showRevision(tx, item, type, number, by) : await hide(tx, item, type, by);
  await tx.contentItem.update({
    where: { tenantId_id: { tenantId: item.tenantId, id: item.id } },
    data: { ...more, state: afterSchedule(action, standing, number === item.revision).state, version: { increment: 1 } },
  });
}

/** @throws AppError CONFLICT for what is missing, BAD_USER_INPUT for media that are gone */
async function checkShowable(tx: Transaction, type: ContentType, data: ItemData): Promise<void> {
  checkComplete(type, data);
  await checkMedia(tx, type, data);
}

/** Keeps why it could not be done, in a transaction of its own: the one that tried it has been rolled back. */
async function fail(db: Db, schedule: ContentSchedule, message: string): Promise<boolean> {
  const end = { status: 'FAILED' as const, settledAt: new Date(), failure: message.slice(0, LONGEST_FAILURE) };
  await db.transaction((tx) => settleSchedule(tx, schedule, end));
  return true;
}
