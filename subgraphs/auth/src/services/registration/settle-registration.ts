import { conflict } from '@tessera/errors';
import type { Registration } from '../../../../../prisma/auth/client/client.ts';
import { findAccount } from '../find-account.ts';
import { isCaller } from '../require-caller.ts';
import { recordRefusal } from '../record-event.ts';
import type { Scope } from '../scope.ts';
import { verifyPassword } from '../verify-password.ts';
import { eventKindOf } from './advance-registration.ts';
import { errorOf } from './failures.ts';
import type { Begun } from './record-registration.ts';

/** A registration as far as it has come. */
export interface SettledRegistration {
  readonly registration: Registration;
  /** The credential that the request has proved to know; null when it has proved itself otherwise. */
  readonly passwordHash: string | null;
}

/** What tells whether a repeated request is the same one. */
export interface Repeatable {
  /** SHA-256 of all but key and password. */
  readonly hash: Uint8Array;
  /** Null for an invited user who is signed in. */
  readonly password: string | null;
}

/** The gateway waits for 2 s, and a session may have to be opened after this. */
const PATIENCE_MS = 1_100;

/**
 * Begins a registration, or goes on with the one that the key stands for, and waits for its end for about a second.
 * @throws AppError as `begin`; CONFLICT (the slug is taken, the invitation is not open any more, the key stands for
 * another request, or the registration was undone), RATE_LIMITED
 */
export async function settleRegistration(
  scope: Scope,
  request: Repeatable,
  begin: () => Promise<Begun>,
): Promise<SettledRegistration> {
  const until = Date.now() + PATIENCE_MS;
  const begun = await begin();
  const passwordHash = 'held' in begun ? begun.passwordHash : await proveSame(scope, begun.known, request);
  const registration = await waitFor(scope, begun, until - Date.now());
  const { failureCode: code, failureMessage, failureField: field } = registration;
  if (code !== null) throw errorOf({ code, message: failureMessage ?? '', field });
  return { registration, passwordHash };
}

async function waitFor({ db, registrar }: Scope, begun: Begun, withinMs: number): Promise<Registration> {
  const id = 'held' in begun ? begun.held.id : begun.known.id;
  if ('held' in begun) await registrar.driveWithin(begun.held, withinMs);
  else if (begun.known.finishedAt === null) await registrar.resumeWithin(id, withinMs);
  return db.query((prisma) => prisma.registration.findUniqueOrThrow({ where: { id } }));
}

/**
 * Whoever repeats a request gets its tokens, and so has to know the password as well as the key. Attempts are counted
 * with those of login. Where the user has been removed again, there is only a refusal to be told.
 */
async function proveSame(scope: Scope, known: Registration, request: Repeatable): Promise<string | null> {
  if (!Buffer.from(known.requestHash).equals(request.hash)) return refuseReuse(scope, known);
  const account = await findAccount(scope.db, known.email);
  if (known.failureCode !== null || account?.id !== known.userId || account.hash === null) return null;
  if (request.password === null) return isCaller(scope, account.id) ? null : refuseReuse(scope, known);
  const { email, hash } = account;
  const matches = await verifyPassword(scope, { email, hash }, request.password);
  return matches ? hash : refuseReuse(scope, known);
}

async function refuseReuse(scope: Scope, registration: Registration): Promise<never> {
  const { email, userId } = registration;
  await recordRefusal(scope, { kind: eventKindOf(registration), email, userId, reason: 'KEY_REUSED' });
  throw conflict('This idempotency key stands for another request. Send a new one.');
}
