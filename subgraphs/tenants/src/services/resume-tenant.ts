import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import type { Scope } from './scope.ts';
import { transitionTenant } from './transition-tenant.ts';

/** Opens a suspended tenant again. @throws AppError NOT_FOUND, CONFLICT */
export async function resumeTenant(scope: Scope, id: string): Promise<Tenant> {
  return transitionTenant(scope, id, 'resume', { statusReason: null });
}
