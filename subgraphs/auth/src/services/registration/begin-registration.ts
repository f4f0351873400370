import { v7 } from 'uuid';
import { AppError } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import type { Registration, RegistrationKind } from '../../../../../prisma/auth/client/client.ts';
import { LEASE_MS } from '../../domain/registration.ts';
import { recordEvent, recordRefusal, type Origin } from '../record-event.ts';
import type { Scope } from '../scope.ts';
import type { RegistrationRequest } from './check-request.ts';
import type { HeldRegistration } from './claim-registration.ts';

/** A registration that was begun just now, held by this process, or the one that the key stands for already. */
export type Begun =
  | { readonly held: HeldRegistration; readonly passwordHash: string }
  | { readonly known: Registration };

type BeginScope = Origin & Pick<Scope, 'db' | 'passwords' | 'checks' | 'identity'>;

/**
 * Records a registration with its user, PENDING, and the user's credential: all of it or nothing. Of two with one key,
 * and of two with one e-mail, the database lets one through.
 * @throws AppError CONFLICT when the e-mail is taken
 */
export async function beginRegistration(
  scope: BeginScope,
  kind: RegistrationKind,
  request: RegistrationRequest,
): Promise<Begun> {
  // In turn within this process: of many for one e-mail only the first pays for a hash.
  const begun = await scope.checks(request.email, () => begin(scope, kind, request));
  return begun ?? refuseTaken(scope, request.email);
}

/** Null when the e-mail is taken. */
async function begin(scope: BeginScope, kind: RegistrationKind, request: RegistrationRequest): Promise<Begun | null> {
  const { email, idempotencyKey, password } = request;
  const known = await findByKey(scope, kind, idempotencyKey);
  if (known) return { known };
  // Looked at before a hash is paid for; whoever comes between is caught by the unique index.
  const taken = await scope.db.query((prisma) => prisma.user.count({ where: { email } }));
  if (taken > 0) return null;
  const passwordHash = await scope.passwords.hash(password);
  try {
    const held = await insert(scope, kind, request, passwordHash);
    if (held) return { held, passwordHash };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return null;
  }
  const other = await findByKey(scope, kind, idempotencyKey);
  if (!other) throw new Error('A registration that was just there is gone.');
  return { known: other };
}

function findByKey({ db }: BeginScope, kind: RegistrationKind, idempotencyKey: string): Promise<Registration | null> {
  const key = { kind_idempotencyKey: { kind, idempotencyKey } };
  return db.query((prisma) => prisma.registration.findUnique({ where: key }));
}

/** Null when the key was taken meanwhile. */
function insert(
  scope: BeginScope,
  kind: RegistrationKind,
  { email, idempotencyKey, company, hash: requestHash }: RegistrationRequest,
  passwordHash: string,
): Promise<HeldRegistration | null> {
  const [id, userId, attempt] = [v7(), v7(), 1];
  return scope.db.transaction(async (tx) => {
    const leasedUntil = new Date(Date.now() + LEASE_MS);
    const data = { id, kind, idempotencyKey, requestHash, email, userId, company: { ...company }, leasedUntil };
    const { count } = await tx.registration.createMany({ data: { ...data, attempts: attempt }, skipDuplicates: true });
    if (count === 0) return null;
    await tx.user.create({ data: { id: userId, email, status: 'PENDING' } });
    await tx.credential.create({ data: { userId, passwordHash } });
    const sessionId = scope.identity?.sessionId ?? null;
    await recordEvent(scope, tx, { kind: 'USER_CREATED', succeeded: true, userId, email, sessionId });
    return { id, attempt };
  });
}

async function refuseTaken(scope: BeginScope, email: string): Promise<never> {
  await recordRefusal(scope, { kind: 'REGISTERED', email, reason: 'EMAIL_TAKEN' });
  const message = 'This e-mail has an account already. If it is yours, log in.';
  throw new AppError('CONFLICT', message, { field: 'input.email' });
}
