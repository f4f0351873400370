import { notFound } from '@tessera/errors';
import { requireTenantId } from '@tessera/subgraph';
import { validate } from 'uuid';
import type { UserProfile } from '../../../../prisma/tenants/client/client.ts';
import { line, locale, optional, phone, timeZone } from './input-checks.ts';
import type { Scope } from './scope.ts';
import { settleUpdate } from './settle-update.ts';

export interface ProfileChanges {
  readonly displayName?: string | null;
  readonly jobTitle?: string | null;
  readonly phone?: string | null;
  readonly locale?: string | null;
  readonly timeZone?: string | null;
}

/**
 * Changes how a member of the database's tenant appears.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND, or CONFLICT when `version` is not the current one
 */
export async function updateProfile(
  { db }: Pick<Scope, 'db'>,
  userId: string,
  version: number,
  input: ProfileChanges,
): Promise<UserProfile> {
  const tenantId = requireTenantId(db);
  const changes = {
    displayName: optional(line(100), 'input.displayName', input.displayName),
    jobTitle: optional(line(100), 'input.jobTitle', input.jobTitle),
    phone: optional(phone, 'input.phone', input.phone),
    locale: optional(locale, 'input.locale', input.locale),
    timeZone: optional(timeZone, 'input.timeZone', input.timeZone),
  };
  if (!validate(userId)) throw notFound('profile');
  return db.transaction(async (tx) => {
    const data = { ...changes, version: { increment: 1 } };
    const { count } = await tx.userProfile.updateMany({ where: { tenantId, userId, version }, data });
    const key = { tenantId_userId: { tenantId, userId } };
    return settleUpdate('profile', count, await tx.userProfile.findUnique({ where: key }));
  });
}
