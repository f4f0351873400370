import type { User } from '../../../../prisma/auth/client/client.ts';
import { recordEvent, type Origin } from './record-event.ts';
import type { Scope, Tx } from './scope.ts';

/**
 * Makes a user with a credential, and records it with the session of who asked for it.
 * @throws a unique violation when the e-mail is taken
 */
export async function insertUser(
  scope: Origin & Pick<Scope, 'identity'>,
  tx: Tx,
  user: Pick<User, 'id' | 'email' | 'status'>,
  passwordHash: string,
): Promise<User> {
  const created = await tx.user.create({ data: user });
  await tx.credential.create({ data: { userId: user.id, passwordHash } });
  const sessionId = scope.identity?.sessionId ?? null;
  const facts = { userId: user.id, email: user.email, sessionId };
  await recordEvent(scope, tx, { ...facts, kind: 'USER_CREATED', succeeded: true });
  return created;
}
