import type { OpenedSession } from '../open-session.ts';
import type { Scope } from '../scope.ts';
import { beginRegistration } from './begin-registration.ts';
import { checkRequest, type RegisterInput } from './check-request.ts';
import { openRegisteredSession } from './open-registered-session.ts';
import { settleRegistration } from './settle-registration.ts';

/** How a registration stands; the session as soon as there is one. */
export type RegistrationAnswer =
  | { readonly status: 'PENDING'; readonly session: null }
  | { readonly status: 'ACTIVE'; readonly session: OpenedSession };

/**
 * Makes a user with a company of its own and opens a session there, once for each idempotency key: a repeated request
 * goes on with what the first one began, and gets the same answer, its refusal included.
 * @throws AppError BAD_USER_INPUT, CONFLICT when the e-mail is taken, and as `settleRegistration` and
 * `openRegisteredSession`
 */
export async function register(scope: Scope, input: RegisterInput): Promise<RegistrationAnswer> {
  const request = checkRequest(input);
  const begin = () => beginRegistration(scope, 'REGISTRATION', request);
  const { registration, passwordHash } = await settleRegistration(scope, request, begin);
  if (registration.state !== 'ACTIVE') return { status: 'PENDING', session: null };
  return { status: 'ACTIVE', session: await openRegisteredSession(scope, registration, passwordHash ?? '') };
}
