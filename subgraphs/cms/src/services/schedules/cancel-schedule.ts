import { conflict, notFound } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import type { ContentSchedule, Prisma, PublicationAction } from '../../../../../prisma/cms/client/client.ts';
import { holdType } from '../content-types.ts';
import { lockAnyVersion } from '../lock-item.ts';
import { dropUses } from '../media/media-uses.ts';
import { writerOf, type Scope, type Transaction } from '../scope.ts';

/** Calls off what is pending. @throws AppError NOT_FOUND; CONFLICT for what has been done, has failed or was called off */
export async function cancelSchedule(scope: Scope, scheduleId: string): Promise<ContentSchedule> {
  writerOf(scope);
  const id = parseId('schedule', scheduleId);
  const schedule = await scope.load.contentSchedule.load(id);
  if (!schedule) throw notFound('schedule');
  return scope.db.transaction(async (tx) => {
    const settled = await settleSchedule(tx, schedule, called());
    if (settled) return settled;
    const { status } = await tx.contentSchedule.findFirstOrThrow({ where: { id } });
    throw conflict(`It is no longer pending, but ${status}.`);
  });
}

/** Ends what is pending, and lets go of the media that only it used; undefined when it has ended already. */
export async function settleSchedule(
  tx: Transaction,
  { id, itemId }: Pick<ContentSchedule, 'id' | 'itemId'>,
  end: Pick<Prisma.ContentScheduleUpdateManyMutationInput, 'status' | 'settledAt' | 'failure'>,
): Promise<ContentSchedule | undefined> {
  // The item first, as whoever carries its schedules out.
  const item = await lockAnyVersion(tx, itemId);
  const [ended] = await tx.contentSchedule.updateManyAndReturn({ where: { id, status: 'PENDING' }, data: end });
  if (ended && item) await dropUses(tx, item, await holdType(tx, item.typeId));
  return ended;
}

/** Calls off what is pending for an item: everything, or one kind. */
export async function callOff(tx: Transaction, itemId: string, action?: PublicationAction): Promise<void> {
  await tx.contentSchedule.updateMany({ where: { itemId, action, status: 'PENDING' }, data: called() });
}

const called = () => ({ status: 'CANCELLED' as const, settledAt: new Date() });
