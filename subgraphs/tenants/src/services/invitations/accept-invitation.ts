import { badInput, conflict } from '@tessera/errors';
import type { HeldLimit, PlanLimits } from '@tessera/subgraph';
import { isUniqueViolation } from '@tessera/tenancy';
import { v7, validate } from 'uuid';
import type { Invitation, Membership } from '../../../../../prisma/tenants/client/client.ts';
import { line, optional } from '../input-checks.ts';
import { keepTenant } from '../lock-tenant.ts';
import { notify } from '../notify.ts';
import type { Db, Transaction } from '../scope.ts';
import { UNENDED } from './open-invitation.ts';

/** What auth asks for one registration that accepts an invitation. */
export interface Acceptance {
  /** UUID; asking again with the same one is answered alike. */
  readonly registrationId: string;
  readonly tenantId: string;
  readonly invitationId: string;
  readonly userId: string;
  readonly displayName: string | null;
}

/** Whose member the user is now, and how that tenant stands. */
export interface JoinedTenant {
  readonly tenantId: string;
  readonly status: string;
}

/**
 * Makes the membership that an invitation offers, with a profile, and ends the invitation: all of it or nothing, and
 * once for each registration.
 * @param db the platform's role, which names the tenant in its session: that is whose members are counted
 * @throws AppError BAD_USER_INPUT, PLAN_LIMIT_REACHED, or CONFLICT when the invitation is not open, the tenant is not ACTIVE, the user is a
 * member already or the registration was cancelled
 */
export async function acceptInvitation(db: Db, limits: PlanLimits, input: Acceptance): Promise<JoinedTenant> {
  const ids = [input.registrationId, input.tenantId, input.invitationId, input.userId];
  if (!ids.every((id) => validate(id))) throw badInput('registrationId', 'Registrations, tenants and users are named by UUIDs.');
  const displayName = optional(line(100), 'displayName', input.displayName) ?? null;
  const accept = (limit: HeldLimit | null) => db.transaction((tx) => acceptOnce(tx, { ...input, displayName }, limit));
  try {
    await limits.within(input.tenantId, 'users', accept);
  } catch (error) {
    throw isUniqueViolation(error) ? conflict('This user is a member of the tenant already.') : error;
  }
  return findJoined(db, input.registrationId);
}

async function acceptOnce(tx: Transaction, { displayName, ...input }: Acceptance, limit: HeldLimit | null): Promise<void> {
  const { registrationId: id, tenantId, invitationId, userId } = input;
  // Whoever asks for the same registration meanwhile waits here for this transaction's end.
  const { count } = await tx.registration.createMany({ data: { id }, skipDuplicates: true });
  if (count === 0) return;
  const tenant = await keepTenant(tx, tenantId);
  if (tenant?.status !== 'ACTIVE') throw conflict('This tenant is not open at this moment. Ask who has invited you.');
  const invitation = await endInvitation(tx, input);
  await limit?.hold(tx);
  const membership = await tx.membership.create({ data: { tenantId, id: v7(), userId, role: invitation.role } });
  await tx.userProfile.create({ data: { tenantId, id: v7(), userId, displayName } });
  await tx.registration.update({ where: { id }, data: { invitationTenantId: tenantId, invitationId } });
  await tell(tx, invitation, membership);
}

/** Of two who accept at once, the second finds it ended. */
async function endInvitation(tx: Transaction, { tenantId, invitationId: id, userId }: Omit<Acceptance, 'displayName'>) {
  const now = new Date();
  const [invitation] = await tx.invitation.updateManyAndReturn({
    where: { tenantId, id, ...UNENDED, expiresAt: { gt: now } },
    data: { acceptedAt: now, acceptedBy: userId },
  });
  if (!invitation) throw conflict('This invitation was accepted or revoked, or its time is over. Ask for a new one.');
  return invitation;
}

async function tell(tx: Transaction, { tenantId, invitedBy, email }: Invitation, joined: Membership): Promise<void> {
  await notify(tx, joined, 'MEMBER_ADDED', `You were made ${joined.role} of this tenant.`);
  const inviter = { tenantId, userId: invitedBy };
  // An administrator of the platform, or somebody who has left since, is told nothing.
  const isMember = await tx.membership.count({ where: inviter });
  if (isMember > 0) await notify(tx, inviter, 'INVITATION_ACCEPTED', `${email} has accepted your invitation.`);
}

/** @throws AppError CONFLICT when the registration was cancelled */
async function findJoined(db: Db, id: string): Promise<JoinedTenant> {
  const include = { invitation: { include: { tenant: true } } };
  const found = await db.query((prisma) => prisma.registration.findUnique({ where: { id }, include }));
  if (found?.cancelledAt) throw conflict('This registration was cancelled. Accept the invitation anew.');
  if (!found?.invitation) throw new Error('A registration that was just made is gone.');
  return { tenantId: found.invitation.tenantId, status: found.invitation.tenant.status };
}
