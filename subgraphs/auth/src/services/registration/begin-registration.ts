import { AppError } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import type { RegistrationKind } from '../../../../../prisma/auth/client/client.ts';
import { recordRefusal, type Origin } from '../record-event.ts';
import type { Scope } from '../scope.ts';
import type { RegistrationRequest } from './check-request.ts';
import { findByKey, recordRegistration, type Begun } from './record-registration.ts';

type BeginScope = Origin & Pick<Scope, 'db' | 'passwords' | 'checks' | 'identity'>;

/**
 * Begins the registration of a new user with a company of its own, or finds the one that the key stands for.
 * @throws AppError CONFLICT when the e-mail is taken
 */
export async function beginRegistration(
  scope: BeginScope,
  kind: Exclude<RegistrationKind, 'INVITATION'>,
  request: RegistrationRequest,
): Promise<Begun> {
  // In turn within this process: of many for one e-mail only the first pays for a hash.
  const begun = await scope.checks(request.email, () => begin(scope, kind, request));
  return begun ?? refuseTaken(scope, request.email);
}

/** Null when the e-mail is taken. */
async function begin(scope: BeginScope, kind: RegistrationKind, request: RegistrationRequest): Promise<Begun | null> {
  const { email, idempotencyKey, password, company, hash: requestHash } = request;
  const known = await findByKey(scope.db, kind, idempotencyKey);
  if (known) return { known };
  // Looked at before a hash is paid for; whoever comes between is caught by the unique index.
  const taken = await scope.db.query((prisma) => prisma.user.count({ where: { email } }));
  if (taken > 0) return null;
  const passwordHash = await scope.passwords.hash(password);
  const facts = { kind, idempotencyKey, requestHash, email, company: { ...company } };
  try {
    const recorded = await recordRegistration(scope, facts, { passwordHash });
    return 'known' in recorded ? recorded : { held: recorded, passwordHash };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return null;
  }
}

async function refuseTaken(scope: BeginScope, email: string): Promise<never> {
  await recordRefusal(scope, { kind: 'REGISTERED', email, reason: 'EMAIL_TAKEN' });
  const message = 'This e-mail has an account already. If it is yours, log in.';
  throw new AppError('CONFLICT', message, { field: 'input.email' });
}
