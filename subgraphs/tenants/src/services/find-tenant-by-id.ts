import { validate } from 'uuid';
import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import type { Db } from './scope.ts';

/** Any tenant of the platform, whatever its state; null when there is none. */
export async function findTenantById(db: Db, id: string): Promise<Tenant | null> {
  return validate(id) ? db.query((prisma) => prisma.tenant.findUnique({ where: { id } })) : null;
}
