import { conflict, notFound } from '@tessera/errors';
import { validate } from 'uuid';
import type { Invitation, Prisma } from '../../../../../prisma/tenants/client/client.ts';
import { mayManage } from '../../domain/member-rules.ts';
import { ownTenantId, type Scope } from '../scope.ts';

/** Neither accepted nor revoked: its time may be over. */
export const UNENDED = { acceptedAt: null, revokedAt: null } as const;

/**
 * Changes an invitation of the caller's tenant that has not ended. One that is accepted at the same moment is not
 * changed any more.
 * @throws AppError NOT_FOUND where it is missing, or not the caller's to manage, CONFLICT where it has ended
 */
export async function changeUnended(
  scope: Scope,
  id: string,
  data: Prisma.InvitationUpdateManyMutationInput,
): Promise<Invitation> {
  const tenantId = ownTenantId(scope);
  if (!validate(id)) throw notFound('invitation');
  const where = { tenantId_id: { tenantId, id } };
  const known = await scope.db.query((prisma) => prisma.invitation.findUnique({ where }));
  if (!known || !mayManage(scope.actor.role, known.role)) throw notFound('invitation');
  const [changed] = await scope.db.query((prisma) =>
    prisma.invitation.updateManyAndReturn({ where: { tenantId, id, ...UNENDED }, data }),
  );
  if (!changed) throw conflict('This invitation was accepted or revoked. Invite the person anew.');
  return changed;
}
