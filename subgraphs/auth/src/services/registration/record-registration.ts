import { v7 } from 'uuid';
import type { Prisma, Registration, RegistrationKind } from '../../../../../prisma/auth/client/client.ts';
import { LEASE_MS } from '../../domain/registration.ts';
import { insertUser } from '../insert-user.ts';
import type { Origin } from '../record-event.ts';
import type { Db, Scope } from '../scope.ts';
import type { HeldRegistration } from './claim-registration.ts';

/** A registration that was begun just now, held by this process, or the one that the key stands for already. */
export type Begun =
  | {
      readonly held: HeldRegistration;
      /** The credential that the request has proved to know; null when it has proved itself otherwise. */
      readonly passwordHash: string | null;
    }
  | { readonly known: Registration };

/** What is recorded of a registration at its beginning. */
export type RegistrationFacts = Pick<
  Prisma.RegistrationCreateManyInput,
  'kind' | 'idempotencyKey' | 'requestHash' | 'email' | 'company' | 'invitation'
>;

/** Whom it is for: somebody who has an account, or a user to be made with this credential. */
export type RegisteredUser = { readonly id: string } | { readonly passwordHash: string };

/** The registration that a key stands for; null when there is none. */
export function findByKey(db: Db, kind: RegistrationKind, idempotencyKey: string): Promise<Registration | null> {
  const key = { kind_idempotencyKey: { kind, idempotencyKey } };
  return db.query((prisma) => prisma.registration.findUnique({ where: key }));
}

/**
 * Records a registration with its user, PENDING, and the user's credential: all of it or nothing. Of two with one key
 * the database lets one through: the other finds that one. Of two who make a user of one e-mail, too: the other fails.
 * @throws a unique violation when the e-mail is taken
 */
export async function recordRegistration(
  scope: Origin & Pick<Scope, 'db' | 'identity'>,
  facts: RegistrationFacts,
  user: RegisteredUser,
): Promise<HeldRegistration | { readonly known: Registration }> {
  const held = { id: v7(), attempt: 1 };
  const userId = 'id' in user ? user.id : v7();
  const isFirst = await scope.db.transaction(async (tx) => {
    const leasedUntil = new Date(Date.now() + LEASE_MS);
    const data = { ...facts, id: held.id, userId, leasedUntil, attempts: held.attempt };
    const { count } = await tx.registration.createMany({ data, skipDuplicates: true });
    if (count === 0) return false;
    if ('id' in user) return true;
    await insertUser(scope, tx, { id: userId, email: facts.email, status: 'PENDING' }, user.passwordHash);
    return true;
  });
  if (isFirst) return held;
  const known = await findByKey(scope.db, facts.kind, facts.idempotencyKey);
  if (!known) throw new Error('A registration that was just there is gone.');
  return { known };
}
