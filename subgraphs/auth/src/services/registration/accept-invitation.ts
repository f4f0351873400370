import type { OpenedSession } from '../open-session.ts';
import type { Scope } from '../scope.ts';
import { beginAcceptance } from './begin-acceptance.ts';
import { checkAcceptance, type AcceptInvitationInput } from './check-acceptance.ts';
import { openRegisteredSession } from './open-registered-session.ts';
import { settleRegistration } from './settle-registration.ts';

/** How an acceptance stands; tenant and session as soon as there are. */
export interface AcceptedInvitation {
  readonly status: 'PENDING' | 'ACTIVE';
  readonly tenantId: string | null;
  /** Null also for who has proved itself by a session of its own, and not by a password. */
  readonly session: OpenedSession | null;
}

/**
 * Makes whoever was invited a member, and a user before that where the e-mail has none; once for each idempotency key,
 * as `register` does.
 * @throws AppError BAD_USER_INPUT, and as `beginAcceptance`, `settleRegistration` and `openRegisteredSession`
 */
export async function acceptInvitation(scope: Scope, input: AcceptInvitationInput): Promise<AcceptedInvitation> {
  const request = checkAcceptance(input);
  const begin = () => beginAcceptance(scope, request);
  const { registration, passwordHash } = await settleRegistration(scope, request, begin);
  if (registration.state !== 'ACTIVE') return { status: 'PENDING', tenantId: null, session: null };
  const session = passwordHash === null ? null : await openRegisteredSession(scope, registration, passwordHash);
  return { status: 'ACTIVE', tenantId: registration.tenantId, session };
}
