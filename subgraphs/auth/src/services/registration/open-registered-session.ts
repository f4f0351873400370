import { v7 } from 'uuid';
import { AppError } from '@tessera/errors';
import type { Registration } from '../../../../../prisma/auth/client/client.ts';
import { registrationLabel } from '../../crypto/sealed-columns.ts';
import { keepMembership } from '../../domain/choose-membership.ts';
import { SESSION_MS } from '../../domain/lifetimes.ts';
import { findMemberships } from '../find-memberships.ts';
import { holdAccount } from '../hold-account.ts';
import { addRefreshToken, presentSession, type OpenedSession, type UserRecord } from '../open-session.ts';
import { recordEvent } from '../record-event.ts';
import type { Scope, Tx } from '../scope.ts';

/** What is sealed: the tokens and what they say, but not the user, which the database knows. */
type Answer = Omit<OpenedSession, 'user'>;

/**
 * The session that a completed registration gives: opened when it is first asked for, and the very same one whenever it
 * is asked for again, whether or not its first answer arrived.
 * @param passwordHash the credential that the caller has just proved to know
 * @throws AppError UNAUTHENTICATED when the password was changed or the user disabled meanwhile, FORBIDDEN when the
 * tenant admits it no more, UNAVAILABLE when memberships cannot be read
 */
export async function openRegisteredSession(
  scope: Scope,
  registration: Registration,
  passwordHash: string,
): Promise<OpenedSession> {
  const { id, userId } = registration;
  const user = await scope.db.query((prisma) => prisma.user.findUniqueOrThrow({ where: { id: userId } }));
  const offered = await prepareAnswer(scope, registration, user);
  const answer = await scope.db.transaction(async (tx) => {
    if (!(await holdAccount(tx, userId, passwordHash))) return null;
    const given = await lockAnswer(tx, id);
    if (given !== null) return unseal(scope, id, given);
    await tx.session.create({ data: offered.session });
    const refreshToken = await addRefreshToken(tx, offered.session);
    const facts = { email: user.email, userId, tenantId: offered.session.tenantId, sessionId: offered.session.id };
    await recordEvent(scope, tx, { ...facts, kind: 'LOGIN', succeeded: true });
    const opened: Answer = { ...offered.answer, refreshToken };
    const sealedAnswer = scope.sealedBox.seal(Buffer.from(JSON.stringify(opened)), registrationLabel(id));
    await tx.registration.update({ where: { id }, data: { sealedAnswer } });
    return opened;
  });
  if (answer === null) throw new AppError('UNAUTHENTICATED', 'This account was changed meanwhile. Log in.');
  return { ...answer, user };
}

/** Signed before the transaction, which must not wait for a key; a token that is not given out is of no session. */
async function prepareAnswer(scope: Scope, { tenantId }: Registration, user: UserRecord) {
  const asOf = new Date();
  const choice = keepMembership(await findMemberships(scope, user.id), tenantId ?? '');
  if ('refused' in choice || choice.tenantId === null) {
    throw new AppError('FORBIDDEN', 'This tenant admits the account no more. Ask its owner, or the platform.');
  }
  const { address, userAgent } = scope;
  const expiresAt = new Date(asOf.getTime() + SESSION_MS);
  const facts = { id: v7(), tenantId: choice.tenantId, role: choice.role, actReason: null, expiresAt };
  const { user: _user, ...answer } = await presentSession(scope, facts, user, null, asOf);
  return { answer, session: { ...facts, userId: user.id, address, userAgent } };
}

/** Two requests that ask at once get one session. */
async function lockAnswer(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ sealed_answer: string | null }[]>`
    SELECT sealed_answer FROM registrations WHERE id = ${id}::uuid FOR UPDATE`;
  return row?.sealed_answer ?? null;
}

function unseal({ sealedBox }: Scope, id: string, sealed: string): Answer {
  return JSON.parse(sealedBox.open(sealed, registrationLabel(id)).toString()) as Answer;
}
