import { badInput } from '@tessera/errors';
import { validate } from 'uuid';
import { withdrawAcceptance } from './invitations/withdraw-acceptance.ts';
import { lockTenant } from './lock-tenant.ts';
import type { Db, Transaction } from './scope.ts';

/**
 * Undoes what a registration made here, if anything, and makes sure that it makes nothing later. Idempotent. Its tenant
 * stays as a DELETED one, as every tenant does, but gives up its slug: nobody was ever in it, so no link names it. Its
 * membership by invitation ends.
 * @throws AppError BAD_USER_INPUT for what is no id
 */
export async function cancelRegistration(db: Db, id: string): Promise<void> {
  if (!validate(id)) throw badInput('registrationId', 'A registration is named by a UUID.');
  const now = new Date();
  await db.transaction(async (tx) => {
    // Waits for a creation of the same registration that is under way, and from here on there can be none.
    const { count } = await tx.registration.createMany({ data: { id, cancelledAt: now }, skipDuplicates: true });
    if (count > 0) return;
    const [cancelled] = await tx.registration.updateManyAndReturn({
      where: { id, cancelledAt: null },
      data: { cancelledAt: now },
    });
    if (cancelled?.tenantId) await closeTenant(tx, cancelled.tenantId, now);
    const { invitationTenantId, invitationId } = cancelled ?? {};
    if (invitationTenantId && invitationId) await withdrawAcceptance(tx, invitationTenantId, invitationId);
  });
}

async function closeTenant(tx: Transaction, id: string, deletedAt: Date): Promise<void> {
  // A run is locked before its tenant, as provisioning does.
  await tx.provisioningRun.updateMany({
    where: { tenantId: id, status: 'RUNNING' },
    data: { status: 'CANCELLED', finishedAt: deletedAt },
  });
  await tx.membership.deleteMany({ where: { tenantId: id } });
  await lockTenant(tx, id);
  await tx.tenant.update({
    where: { id },
    data: {
      status: 'DELETED',
      statusReason: 'The registration was not completed.',
      slug: `cancelled-${id}`,
      deletedAt,
      version: { increment: 1 },
    },
  });
}
