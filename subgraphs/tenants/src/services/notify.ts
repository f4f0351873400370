import { v7 } from 'uuid';
import type { Membership, NotificationKind } from '../../../../prisma/tenants/client/client.ts';
import type { Transaction } from './scope.ts';

/** Leaves a member a line to read, in the transaction of what it tells of. */
export async function notify(
  tx: Transaction,
  { tenantId, userId }: Pick<Membership, 'tenantId' | 'userId'>,
  kind: NotificationKind,
  message: string,
): Promise<void> {
  await tx.notification.create({ data: { tenantId, id: v7(), userId, kind, message } });
}
