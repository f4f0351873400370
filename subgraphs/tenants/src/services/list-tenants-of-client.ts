import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import type { Scope } from './scope.ts';

/** Every tenant of one client, oldest first, deleted ones included. For operators. */
export async function listTenantsOfClient({ platform }: Scope, clientId: string): Promise<Tenant[]> {
  return platform.query((prisma) => prisma.tenant.findMany({ where: { clientId }, orderBy: { id: 'asc' } }));
}
