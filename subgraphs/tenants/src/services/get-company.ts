import { notFound } from '@tessera/errors';
import type { Company } from '../../../../prisma/tenants/client/client.ts';
import { ownTenantId, type Scope } from './scope.ts';

/** The company behind the caller's tenant. @throws AppError NOT_FOUND when the tenant is gone */
export async function getCompany(scope: Scope): Promise<Company> {
  const company = await scope.load.companyOfTenant.load(ownTenantId(scope));
  if (!company) throw notFound('company');
  return company;
}
