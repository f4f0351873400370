import { notFound } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import type { Customer } from '../../../../prisma/crm/client/client.ts';
import type { Transaction } from './scope.ts';

/** A live customer that the caller may see, read within a transaction. @throws AppError NOT_FOUND */
export async function findCustomer(tx: Transaction, customerId: string): Promise<Customer> {
  const id = parseId('customer', customerId);
  const customer = await tx.customer.findFirst({ where: { id, deletedAt: null } });
  if (!customer) throw notFound('customer');
  return customer;
}
