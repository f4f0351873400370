import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import { line } from './input-checks.ts';
import type { Scope } from './scope.ts';
import { transitionTenant } from './transition-tenant.ts';

/**
 * Closes a tenant for good and stops preparing it; its rows are kept.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT
 */
export async function deleteTenant(scope: Scope, id: string, reason: string): Promise<Tenant> {
  const now = new Date();
  return transitionTenant(scope, id, 'delete', {
    statusReason: line(500)('reason', reason),
    deletedAt: now,
    first: (tx) =>
      tx.provisioningRun.updateMany({
        where: { tenantId: id, status: 'RUNNING' },
        data: { status: 'CANCELLED', finishedAt: now },
      }),
  });
}
