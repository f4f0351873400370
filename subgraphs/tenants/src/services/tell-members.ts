import { badInput } from '@tessera/errors';
import { v5, validate } from 'uuid';
import { MembershipRole, NotificationKind } from '../../../../prisma/tenants/client/client.ts';
import type { Db } from './scope.ts';

/** What another service has to tell. */
export interface Announcement {
  readonly tenantId: string;
  /** A UUID, the service's own name of it. */
  readonly key: string;
  readonly kind: string;
  readonly message: string;
  readonly roles: readonly string[];
}

/**
 * Leaves each member of these roles a line to read, under an id that follows from the key: the same key again finds the
 * lines there. Whoever became a member meanwhile is told, too.
 * @returns how many members have been told
 * @throws AppError BAD_USER_INPUT for ids, a kind or roles that there are not
 */
export async function tellMembers(db: Db, { tenantId, key, kind, message, roles }: Announcement): Promise<number> {
  if (!validate(tenantId) || !validate(key)) throw badInput('key', 'Tenant and key have to be UUIDs.');
  const known = roles.filter((role): role is MembershipRole => role in MembershipRole);
  if (!(kind in NotificationKind) || known.length < roles.length) throw badInput('kind', 'There is no such kind, or no such role.');
  const where = { tenantId, role: { in: known } };
  const members = await db.query((prisma) => prisma.membership.findMany({ where, select: { userId: true } }));
  const data = members.map(({ userId }) => {
    return { tenantId, id: v5(userId, key), userId, kind: kind as NotificationKind, message };
  });
  await db.query((prisma) => prisma.notification.createMany({ data, skipDuplicates: true }));
  return members.length;
}
