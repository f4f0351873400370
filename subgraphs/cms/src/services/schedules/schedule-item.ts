import { badInput, conflict } from '@tessera/errors';
import { v7 as uuid } from 'uuid';
import type { ContentItem, ContentSchedule, PublicationAction } from '../../../../../prisma/cms/client/client.ts';
import type { ItemData } from '../../domain/item-data.ts';
import { refusalOf, scheduleRefusal } from '../../domain/item-state.ts';
import { dueProblem } from '../../domain/schedule.ts';
import { checkComplete } from '../change-item-state.ts';
import { holdType } from '../content-types.ts';
import { lockItem } from '../lock-item.ts';
import { takenAs } from '../refusals.ts';
import { writerOf, type Scope, type Transaction } from '../scope.ts';

/**
 * Has an item published or unpublished by itself.
 * @throws AppError BAD_USER_INPUT for a time that is past; NOT_FOUND; CONFLICT for a stale version, a state that does
 *   not allow it, an item that is not complete, and for a second schedule of the same kind
 */
export async function scheduleItem(
  scope: Scope,
  itemId: string,
  version: number,
  action: PublicationAction,
  dueAt: Date,
): Promise<ContentSchedule> {
  const { tenantId, userId: createdBy } = writerOf(scope);
  const problem = dueProblem(dueAt, new Date());
  if (problem) throw badInput('at', `\`at\`: ${problem}`);
  const work = scope.db.transaction(async (tx) => {
    const item = await lockItem(tx, itemId, version);
    if (action === 'PUBLISH') await checkPublishable(tx, item);
    else await checkUnpublishable(tx, item);
    const revision = action === 'PUBLISH' ? item.revision : null;
    return tx.contentSchedule.create({ data: { tenantId, id: uuid(), itemId: item.id, action, dueAt, revision, createdBy } });
  });
  return work.catch(takenAs('The same is scheduled for this item already: cancel that first.'));
}

const standingOf = ({ state, publishedRevision }: ContentItem) => ({ state, isLive: publishedRevision !== null });

/** What may be published later is what might be published now. */
async function checkPublishable(tx: Transaction, item: ContentItem): Promise<void> {
  const type = await holdType(tx, item.typeId);
  const refusal = refusalOf('publish', standingOf(item), type);
  if (refusal) throw conflict(refusal, item.version);
  checkComplete(type, item.data as ItemData);
}

/** What is not published yet may be by then, if that is scheduled. */
async function checkUnpublishable(tx: Transaction, item: ContentItem): Promise<void> {
  const isToBeLive = await tx.contentSchedule.count({ where: { itemId: item.id, action: 'PUBLISH', status: 'PENDING' } });
  const { state, isLive } = standingOf(item);
  const refusal = scheduleRefusal('UNPUBLISH', { state, isLive: isLive || isToBeLive > 0 });
  if (refusal) throw conflict(refusal, item.version);
}
