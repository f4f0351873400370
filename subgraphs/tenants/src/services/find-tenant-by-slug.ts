import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import type { Scope } from './scope.ts';

/** Any tenant of the platform by its slug, deleted ones included; null when there is none. */
export async function findTenantBySlug({ platform }: Scope, slug: string): Promise<Tenant | null> {
  return platform.query((prisma) => prisma.tenant.findUnique({ where: { slug } }));
}
