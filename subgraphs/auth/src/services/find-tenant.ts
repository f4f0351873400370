import type { Scope } from './scope.ts';

/** What tenants tells auth of a tenant. */
export interface KnownTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: string;
}

/** One tenant by id; null when there is none. @throws AppError UNAVAILABLE when tenants does not answer */
export async function findTenant(
  scope: Pick<Scope, 'memberships' | 'requestId'>,
  tenantId: string,
): Promise<KnownTenant | null> {
  const found = await scope.memberships.findTenant({ tenantId }, { requestId: scope.requestId });
  return found.tenantId === '' ? null : { id: found.tenantId, slug: found.slug, name: found.name, status: found.status };
}
