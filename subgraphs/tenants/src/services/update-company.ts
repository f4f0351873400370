import type { Company } from '../../../../prisma/tenants/client/client.ts';
import { country, email, line, optional, phone, required, website } from './input-checks.ts';
import { ownTenantId, type Scope } from './scope.ts';
import { settleUpdate } from './settle-update.ts';

export interface CompanyChanges {
  readonly name?: string | null;
  readonly contactEmail?: string | null;
  readonly contactPhone?: string | null;
  readonly country?: string | null;
  readonly website?: string | null;
}

/**
 * Changes the company behind the caller's tenant.
 * @throws AppError BAD_USER_INPUT, or CONFLICT when `version` is not the current one
 */
export async function updateCompany(scope: Scope, version: number, input: CompanyChanges): Promise<Company> {
  const tenantId = ownTenantId(scope);
  const changes = {
    name: required(line(200), 'input.name', input.name),
    contactEmail: required(email, 'input.contactEmail', input.contactEmail),
    contactPhone: optional(phone, 'input.contactPhone', input.contactPhone),
    country: optional(country, 'input.country', input.country),
    website: optional(website, 'input.website', input.website),
  };
  return scope.db.transaction(async (tx) => {
    const data = { ...changes, version: { increment: 1 } };
    const { count } = await tx.company.updateMany({ where: { tenantId, version }, data });
    return settleUpdate('company', count, await tx.company.findUnique({ where: { tenantId } }));
  });
}
