import type { Transaction } from '../scope.ts';
import { UNENDED } from './open-invitation.ts';

/**
 * Takes back what accepting an invitation made. It can be accepted again, unless another for the same address has gone
 * out since.
 */
export async function withdrawAcceptance(tx: Transaction, tenantId: string, id: string): Promise<void> {
  const where = { tenantId_id: { tenantId, id } };
  const { email, acceptedBy } = await tx.invitation.findUniqueOrThrow({ where });
  if (acceptedBy) await tx.membership.deleteMany({ where: { tenantId, userId: acceptedBy } });
  const others = await tx.invitation.count({ where: { tenantId, email, ...UNENDED } });
  const revokedAt = others > 0 ? new Date() : null;
  await tx.invitation.update({ where, data: { acceptedAt: null, acceptedBy: null, revokedAt } });
}
