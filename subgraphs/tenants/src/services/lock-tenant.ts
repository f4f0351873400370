import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import type { Transaction } from './scope.ts';

/**
 * Holds a tenant still until the transaction ends, and gives it as it then stands; null when there is none. Rows that
 * refer to it can be written meanwhile.
 */
export async function lockTenant(tx: Transaction, id: string): Promise<Tenant | null> {
  await tx.$queryRaw`SELECT id FROM tenants WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return tx.tenant.findUnique({ where: { id } });
}

/**
 * Keeps a tenant as it is until the transaction ends, and gives it; null when there is none. Others may do the same at
 * once: whoever closes the tenant waits for all of them.
 */
export async function keepTenant(tx: Transaction, id: string): Promise<Tenant | null> {
  await tx.$queryRaw`SELECT id FROM tenants WHERE id = ${id}::uuid FOR SHARE`;
  return tx.tenant.findUnique({ where: { id } });
}
