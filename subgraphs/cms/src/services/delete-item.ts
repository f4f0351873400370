import { notFound } from '@tessera/errors';
import { releaseClaims } from './claims.ts';
import { holdType } from './content-types.ts';
import { lockItem } from './lock-item.ts';
import { releaseUses } from './media/media-uses.ts';
import { hide } from './publications.ts';
import { callOff } from './schedules/cancel-schedule.ts';
import { isOwn, writerOf, type Scope } from './scope.ts';

/**
 * Deletes an item softly, takes it from its readers, and takes back what was granted on it; answers its id.
 * @throws AppError CONFLICT for a stale version; NOT_FOUND, also for whoever has no more than a write grant
 */
export async function deleteItem(scope: Scope, itemId: string, version: number): Promise<string> {
  const { tenantId, userId } = writerOf(scope);
  return scope.db.transaction(async (tx) => {
    const item = await lockItem(tx, itemId, version);
    if (!isOwn(scope, item)) throw notFound('content item');
    const hidden = await hide(tx, item, await holdType(tx, item.typeId), { actorId: userId, scheduleId: null });
    await callOff(tx, item.id);
    await releaseClaims(tx, item.id);
    await releaseUses(tx, item.id);
    await tx.recordGrant.deleteMany({ where: { recordType: 'ContentItem', recordId: item.id } });
    const state = item.state === 'PUBLISHED' ? ('DRAFT' as const) : item.state;
    await tx.contentItem.update({
      where: { tenantId_id: { tenantId, id: item.id } },
      data: { ...hidden, state, deletedAt: new Date(), version: { increment: 1 } },
    });
    return item.id;
  });
}
