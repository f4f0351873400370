import { conflict } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import type { Tenant, TenantTier } from '../../../../prisma/tenants/client/client.ts';
import { line, required, slug } from './input-checks.ts';
import { ownTenantId, type Scope } from './scope.ts';
import { settleUpdate } from './settle-update.ts';

export interface TenantChanges {
  readonly name?: string | null;
  readonly slug?: string | null;
  readonly tier?: TenantTier | null;
}

/**
 * Changes the caller's own tenant. Who may change slug and tier is said in contract/permissions.ts.
 * @throws AppError BAD_USER_INPUT, or CONFLICT when the slug is taken or `version` is not the current one
 */
export async function updateTenant(scope: Scope, version: number, input: TenantChanges): Promise<Tenant> {
  const id = ownTenantId(scope);
  const changes = {
    name: required(line(200), 'input.name', input.name),
    slug: required(slug, 'input.slug', input.slug),
    // Its values are the schema's own; null means the same as left out.
    tier: input.tier ?? undefined,
  };
  try {
    return await scope.db.transaction(async (tx) => {
      const data = { ...changes, version: { increment: 1 } };
      const { count } = await tx.tenant.updateMany({ where: { id, version }, data });
      return settleUpdate('tenant', count, await tx.tenant.findUnique({ where: { id } }));
    });
  } catch (error) {
    throw isUniqueViolation(error) ? conflict(`The slug \`${changes.slug}\` is taken. Choose another.`) : error;
  }
}
