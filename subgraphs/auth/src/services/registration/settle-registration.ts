import { conflict } from '@tessera/errors';
import type { Registration, RegistrationKind } from '../../../../../prisma/auth/client/client.ts';
import { findAccount } from '../find-account.ts';
import { recordRefusal } from '../record-event.ts';
import type { Scope } from '../scope.ts';
import { verifyPassword } from '../verify-password.ts';
import { beginRegistration, type Begun } from './begin-registration.ts';
import { checkRequest, type RegisterInput, type RegistrationRequest } from './check-request.ts';
import { errorOf } from './failures.ts';

/** A registration as far as it has come. */
export interface SettledRegistration {
  readonly registration: Registration;
  /** The credential that the request has proved to know. */
  readonly passwordHash: string;
}

/** The gateway waits for 2 s, and a session may have to be opened after this. */
const PATIENCE_MS = 1_100;

/**
 * Begins a registration, or goes on with the one that the key stands for, and waits for its end for about a second.
 * @throws AppError BAD_USER_INPUT, CONFLICT (the e-mail or the slug is taken, the key stands for another request, or the
 * registration was undone), RATE_LIMITED
 */
export async function settleRegistration(
  scope: Scope,
  kind: RegistrationKind,
  input: RegisterInput,
): Promise<SettledRegistration> {
  const until = Date.now() + PATIENCE_MS;
  const request = checkRequest(input);
  const begun = await beginRegistration(scope, kind, request);
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
async function proveSame(scope: Scope, known: Registration, request: RegistrationRequest): Promise<string> {
  if (!Buffer.from(known.requestHash).equals(request.hash)) return refuseReuse(scope, known);
  const account = await findAccount(scope.db, known.email);
  if (known.failureCode !== null || account?.id !== known.userId || account.hash === null) return '';
  const { email, hash } = account;
  const matches = await verifyPassword(scope, { email, hash }, request.password);
  return matches ? hash : refuseReuse(scope, known);
}

async function refuseReuse(scope: Scope, { email, userId }: Registration): Promise<never> {
  await recordRefusal(scope, { kind: 'REGISTERED', email, userId, reason: 'KEY_REUSED' });
  throw conflict('This idempotency key stands for another request. Send a new one.');
}
