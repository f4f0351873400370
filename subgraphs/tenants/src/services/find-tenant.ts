import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import type { Scope } from './scope.ts';

/** A tenant that another subgraph refers to; null unless it is the caller's, or the caller has entered none. */
export async function findTenant({ actor, load }: Scope, id: string): Promise<Tenant | null> {
  const isForeign = actor.tenantId !== null && actor.tenantId !== id;
  return isForeign ? null : load.tenant.load(id);
}
