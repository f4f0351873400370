import { conflict, notFound } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import type { ContentSchedule, PublicationAction } from '../../../../../prisma/cms/client/client.ts';
import { writerOf, type Scope, type Transaction } from '../scope.ts';

/** Calls off what is pending. @throws AppError NOT_FOUND; CONFLICT for what has been done, has failed or was called off */
export async function cancelSchedule(scope: Scope, scheduleId: string): Promise<ContentSchedule> {
  writerOf(scope);
  const id = parseId('schedule', scheduleId);
  const update = { where: { id, status: 'PENDING' as const }, data: called() };
  const [cancelled] = await scope.db.query((prisma) => prisma.contentSchedule.updateManyAndReturn(update));
  if (cancelled) return cancelled;
  const schedule = await scope.load.contentSchedule.load(id);
  if (!schedule) throw notFound('schedule');
  throw conflict(`It is no longer pending, but ${schedule.status}.`);
}

/** Calls off what is pending for an item: everything, or one kind. */
export async function callOff(tx: Transaction, itemId: string, action?: PublicationAction): Promise<void> {
  await tx.contentSchedule.updateMany({ where: { itemId, action, status: 'PENDING' }, data: called() });
}

const called = () => ({ status: 'CANCELLED' as const, settledAt: new Date() });
