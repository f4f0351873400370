import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { AppError, badInput } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import { normaliseEmail } from '../domain/normalise-email.ts';
import { passwordFault } from '../domain/password-rules.ts';
import { insertUser } from './insert-user.ts';
import type { UserRecord } from './open-session.ts';
import { recordRefusal } from './record-event.ts';
import { requireCaller } from './require-caller.ts';
import type { Scope } from './scope.ts';

/** 120 bits, as 20 characters of base64url. */
const GENERATED_BYTES = 15;

export interface CreateUserInput {
  readonly email: string;
  readonly password: string | null;
}

export interface CreatedUser {
  readonly user: UserRecord;
  /** In clear, this once; null when the password was given. */
  readonly generatedPassword: string | null;
}

/**
 * Creates a user without any membership, in one transaction: no registration is needed where nothing is made elsewhere.
 * @throws AppError BAD_USER_INPUT (malformed e-mail, weak password), CONFLICT (the e-mail is taken)
 */
export async function createUser(scope: Scope, input: CreateUserInput): Promise<CreatedUser> {
  const { sessionId } = requireCaller(scope);
  const email = normaliseEmail(input.email);
  if (email === null) {
    await recordRefusal(scope, { kind: 'USER_CREATED', sessionId, reason: 'MALFORMED_EMAIL' });
    throw badInput('input.email', 'This is not an e-mail address.');
  }
  const fault = input.password === null ? null : passwordFault(input.password, email);
  if (fault !== null) {
    await recordRefusal(scope, { kind: 'USER_CREATED', sessionId, email, reason: 'WEAK_PASSWORD' });
    throw badInput('input.password', fault);
  }

  const password = input.password ?? randomBytes(GENERATED_BYTES).toString('base64url');
  const passwordHash = await scope.passwords.hash(password);
  try {
    const created = { id: v7(), email, status: 'ACTIVE' } as const;
    const user = await scope.db.transaction((tx) => insertUser(scope, tx, created, passwordHash));
    return { user, generatedPassword: input.password === null ? password : null };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await recordRefusal(scope, { kind: 'USER_CREATED', sessionId, email, reason: 'EMAIL_TAKEN' });
    throw new AppError('CONFLICT', 'There is a user with this e-mail already.', { field: 'input.email' });
  }
}
