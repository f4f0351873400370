import { validate } from 'uuid';
import { normaliseEmail } from '../domain/normalise-email.ts';
import type { UserRecord } from './open-session.ts';
import type { Db } from './scope.ts';

/** Any user by id or by e-mail in any spelling; null when there is none. For other services, not for callers. */
export async function findUser(
  db: Db,
  by: { readonly id: string } | { readonly email: string },
): Promise<UserRecord | null> {
  const where = 'id' in by ? { id: validate(by.id) ? by.id : '' } : { email: normaliseEmail(by.email) ?? '' };
  if (where.id === '' || where.email === '') return null;
  return db.query((prisma) => prisma.user.findFirst({ where }));
}
