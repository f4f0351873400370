import { AppError, notFound } from '@tessera/errors';
import { isUniqueViolation } from '@tessera/tenancy';
import { v7, validate } from 'uuid';
import type { TenantTier } from '../../../../prisma/tenants/client/client.ts';
import type { Transaction } from './scope.ts';

/** A new tenant and its company, every value checked. */
export interface CheckedTenant {
  readonly name: string;
  readonly slug: string;
  /** STARTER when left out. */
  readonly tier?: TenantTier;
  /** Whose tenant it is; null makes a client of the company. */
  readonly clientId: string | null;
  readonly company: {
    readonly name: string;
    readonly contactEmail: string;
    readonly contactPhone?: string | null;
    readonly country?: string | null;
  };
}

/** Records a tenant with its client and company. @throws AppError NOT_FOUND for an unknown client */
export async function insertTenant(tx: Transaction, id: string, checked: CheckedTenant): Promise<void> {
  const { company, clientId, ...tenant } = checked;
  const createClient = () => tx.client.create({ data: { id: v7(), ...company } });
  const client = clientId === null ? await createClient() : await findClient(tx, clientId);
  await tx.tenant.create({ data: { ...tenant, id, clientId: client.id } });
  await tx.company.create({ data: { ...company, tenantId: id, id: v7() } });
}

async function findClient(tx: Transaction, id: string): Promise<{ id: string }> {
  const client = validate(id) ? await tx.client.findUnique({ where: { id }, select: { id: true } }) : null;
  if (!client) throw notFound('client');
  return client;
}

/**
 * The database decides, not a look beforehand: two may ask for one slug at once.
 * @throws AppError CONFLICT when `work` ran into a unique key
 */
export async function refuseTakenSlug<T>(taken: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('CONFLICT', `The slug \`${taken}\` is taken. Choose another.`, { field: 'input.slug' });
  }
}
