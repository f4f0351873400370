import { badInput } from '@tessera/errors';
import { validate } from 'uuid';
import type { Db } from './scope.ts';

/** Most users of one question. */
const MOST = 1000;

/** Those of the users who are members of the tenant. @throws AppError BAD_USER_INPUT for too many at once */
export async function filterMembers(db: Db, tenantId: string, userIds: readonly string[]): Promise<string[]> {
  if (userIds.length > MOST) throw badInput('user_ids', `At most ${MOST} users can be asked for at once.`);
  if (!validate(tenantId)) return [];
  const where = { tenantId, userId: { in: userIds.filter((id) => validate(id)) } };
  const members = await db.query((prisma) => prisma.membership.findMany({ where, select: { userId: true } }));
  return members.map((member) => member.userId);
}
