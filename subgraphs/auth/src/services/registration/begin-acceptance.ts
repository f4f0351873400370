import { AppError, badInput, conflict, notFound } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import { passwordFault } from '../../domain/password-rules.ts';
import { findAccount, type Account } from '../find-account.ts';
import { recordRefusal } from '../record-event.ts';
import { isCaller } from '../require-caller.ts';
import type { Scope } from '../scope.ts';
import { verifyPassword } from '../verify-password.ts';
import type { AcceptanceRequest } from './check-acceptance.ts';
import { findInvitation, type KnownInvitation } from './find-invitation.ts';
import { findByKey, recordRegistration, type Begun, type RegistrationFacts } from './record-registration.ts';

/**
 * Begins to accept an invitation, as a new user or as the one that the e-mail has, or finds the acceptance that the key
 * stands for.
 * @throws AppError NOT_FOUND for a token that stands for nothing, CONFLICT for an invitation that is not open,
 * BAD_USER_INPUT for a new user's password, UNAUTHENTICATED or FORBIDDEN for who has not proved to be the e-mail's user
 */
export async function beginAcceptance(scope: Scope, request: AcceptanceRequest): Promise<Begun> {
  const known = await findByKey(scope.db, 'INVITATION', request.idempotencyKey);
  if (known) return { known };
  const invitation = await requireOpen(scope, request.token);
  const account = await findAccount(scope.db, invitation.email);
  return account
    ? beginAsUser(scope, request, invitation, account)
    : scope.checks(invitation.email, () => beginAsNewUser(scope, request, invitation));
}

async function requireOpen(scope: Scope, token: string): Promise<KnownInvitation> {
  const invitation = await findInvitation(scope, token);
  if (!invitation) return refuse(scope, null, 'UNKNOWN_INVITATION');
  return invitation.status === 'PENDING' ? invitation : refuse(scope, invitation, invitation.status);
}

async function beginAsUser(
  scope: Scope,
  request: AcceptanceRequest,
  invitation: KnownInvitation,
  account: Account,
): Promise<Begun> {
  if (account.status === 'PENDING') return refuse(scope, invitation, 'USER_PENDING');
  const passwordHash = await proveAccount(scope, request, invitation, account);
  if (account.status === 'DISABLED') return refuse(scope, invitation, 'USER_DISABLED');
  const recorded = await recordRegistration(scope, factsOf(request, invitation), { id: account.id });
  return 'known' in recorded ? recorded : { held: recorded, passwordHash };
}

/** The credential that was proved; null for who is signed in and sends no password. */
async function proveAccount(
  scope: Scope,
  { password }: AcceptanceRequest,
  invitation: KnownInvitation,
  { id, email, hash }: Account,
): Promise<string | null> {
  if (password !== null) {
    const matches = await verifyPassword(scope, { email, hash }, password);
    return matches ? hash : refuse(scope, invitation, 'WRONG_PASSWORD');
  }
  if (isCaller(scope, id)) return null;
  return refuse(scope, invitation, scope.identity ? 'OTHER_USER' : 'NO_PROOF');
}

async function beginAsNewUser(
  scope: Scope,
  request: AcceptanceRequest,
  invitation: KnownInvitation,
): Promise<Begun> {
  const { email } = invitation;
  const { password } = request;
  if (password === null) throw badInput('password', 'Choose a password: this e-mail has no account yet.');
  const fault = passwordFault(password, email);
  if (fault !== null) throw badInput('password', fault);
  // In turn, so that of many for one e-mail only the first pays for a hash; the unique index catches the others.
  const taken = await scope.db.query((prisma) => prisma.user.count({ where: { email } }));
  if (taken > 0) return refuse(scope, invitation, 'USER_PENDING');
  const passwordHash = await scope.passwords.hash(password);
  try {
    const recorded = await recordRegistration(scope, factsOf(request, invitation), { passwordHash });
    return 'known' in recorded ? recorded : { held: recorded, passwordHash };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse(scope, invitation, 'USER_PENDING');
  }
}

function factsOf({ idempotencyKey, hash: requestHash, displayName }: AcceptanceRequest, invitation: KnownInvitation) {
  const { id: invitationId, tenantId, email } = invitation;
  const details = { tenantId, invitationId, displayName };
  return { kind: 'INVITATION', idempotencyKey, requestHash, email, invitation: details } satisfies RegistrationFacts;
}

const REFUSALS = {
  UNKNOWN_INVITATION: () => notFound('invitation'),
  ACCEPTED: () => conflict('This invitation was accepted already. Log in.'),
  REVOKED: () => conflict('This invitation was taken back. Ask who has invited you.'),
  EXPIRED: () => conflict('The time of this invitation is over. Ask who has invited you to send it anew.'),
  USER_PENDING: () => conflict('This e-mail is being registered at this moment. Try again when that is complete.'),
  USER_DISABLED: () => new AppError('FORBIDDEN', 'This account is disabled. Ask the platform for help.'),
  WRONG_PASSWORD: () => new AppError('UNAUTHENTICATED', "This is not the password of the invited e-mail's account."),
  NO_PROOF: () => new AppError('UNAUTHENTICATED', 'The invited e-mail has an account: log in as it, or send its password.'),
  OTHER_USER: () => new AppError('FORBIDDEN', 'This invitation is for another e-mail. Log in as its user, or send its password.'),
} satisfies Record<string, () => AppError>;

async function refuse(
  scope: Scope,
  invitation: Pick<KnownInvitation, 'email' | 'tenantId'> | null,
  reason: keyof typeof REFUSALS,
): Promise<never> {
  const { email = null, tenantId = null } = invitation ?? {};
  await recordRefusal(scope, { kind: 'INVITATION_ACCEPTED', email, tenantId, reason });
  throw REFUSALS[reason]();
}
