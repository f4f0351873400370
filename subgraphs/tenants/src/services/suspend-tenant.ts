import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import { line } from './input-checks.ts';
import type { Scope } from './scope.ts';
import { transitionTenant } from './transition-tenant.ts';

/** Closes an active tenant to its members until it is resumed. @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT */
export async function suspendTenant(scope: Scope, id: string, reason: string): Promise<Tenant> {
  return transitionTenant(scope, id, 'suspend', { statusReason: line(500)('reason', reason) });
}
