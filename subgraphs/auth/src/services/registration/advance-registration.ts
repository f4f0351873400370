import type { AuthEventKind, Prisma, Registration, RegistrationState } from '../../../../../prisma/auth/client/client.ts';
import { recordEvent } from '../record-event.ts';
import type { Db, Tx } from '../scope.ts';
import type { HeldRegistration } from './claim-registration.ts';

type Changes = Prisma.RegistrationUpdateManyMutationInput;

/** Moves a registration on. False when it is in another state by now, or another process drives it. */
export function advance(
  db: Db,
  held: HeldRegistration,
  from: RegistrationState,
  changes: Changes,
): Promise<boolean> {
  return db.query((prisma) => move(prisma, held, from, changes));
}

/** The user can log in from here on. */
export async function activate(db: Db, held: HeldRegistration, registration: Registration): Promise<void> {
  const { userId, email, tenantId } = registration;
  await db.transaction(async (tx) => {
    const done = { state: 'ACTIVE', finishedAt: new Date(), leasedUntil: null } as const;
    if (!(await move(tx, held, 'COMPANY_CREATED', done))) return;
    await tx.user.updateMany({ where: { id: userId, status: 'PENDING' }, data: { status: 'ACTIVE' } });
    const facts = { kind: eventKindOf(registration), succeeded: true, userId, email, tenantId };
    await recordEvent(originOf(registration), tx, facts);
  });
}

/** A user who was made for it is gone from here on, with its credential, and the e-mail is free. */
export async function undo(db: Db, held: HeldRegistration, registration: Registration): Promise<void> {
  const { userId, email, failureCode } = registration;
  await db.transaction(async (tx) => {
    const done = { state: 'FAILED', finishedAt: new Date(), leasedUntil: null } as const;
    if (!(await move(tx, held, 'COMPENSATING', done))) return;
    // Who was invited and had an account before keeps it.
    await tx.credential.deleteMany({ where: { userId, user: { status: 'PENDING' } } });
    await tx.user.deleteMany({ where: { id: userId, status: 'PENDING' } });
    const reason = failureCode ?? 'FAULT';
    const facts = { kind: eventKindOf(registration), succeeded: false, reason, userId, email };
    await recordEvent(originOf(registration), tx, facts);
  });
}

/** What its end is told as. */
export function eventKindOf({ kind }: Pick<Registration, 'kind'>): AuthEventKind {
  return kind === 'INVITATION' ? 'INVITATION_ACCEPTED' : 'REGISTERED';
}

async function move(
  tx: Pick<Tx, 'registration'>,
  { id, attempt }: HeldRegistration,
  state: RegistrationState,
  data: Changes,
): Promise<boolean> {
  const { count } = await tx.registration.updateMany({ where: { id, attempts: attempt, state }, data });
  return count > 0;
}

/** The request that began it may be long over; its event says where that came from. */
function originOf({ id }: Registration) {
  return { requestId: id, address: null, userAgent: null };
}
