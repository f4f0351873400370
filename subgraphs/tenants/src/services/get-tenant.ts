import { notFound } from '@tessera/errors';
import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import { ownTenantId, type Scope } from './scope.ts';

/** The caller's own tenant. @throws AppError NOT_FOUND when it is gone */
export async function getTenant(scope: Scope): Promise<Tenant> {
  const tenant = await scope.load.tenant.load(ownTenantId(scope));
  if (!tenant) throw notFound('tenant');
  return tenant;
}
