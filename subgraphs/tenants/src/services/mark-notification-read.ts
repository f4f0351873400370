import { notFound } from '@tessera/errors';
import { validate } from 'uuid';
import type { Notification } from '../../../../prisma/tenants/client/client.ts';
import { ownTenantId, type Scope } from './scope.ts';

/** Marks a notification of the caller's as read; the first time counts. @throws AppError NOT_FOUND */
export async function markNotificationRead(scope: Scope, id: string): Promise<Notification> {
  const own = { tenantId: ownTenantId(scope), id, userId: scope.actor.userId };
  if (!validate(id)) throw notFound('notification');
  return scope.db.transaction(async (tx) => {
    await tx.notification.updateMany({ where: { ...own, readAt: null }, data: { readAt: new Date() } });
    const notification = await tx.notification.findFirst({ where: own });
    if (!notification) throw notFound('notification');
    return notification;
  });
}
