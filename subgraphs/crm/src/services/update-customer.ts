import { checkTransfer, parseChanges, parseId, settleUpdate } from '@tessera/subgraph';
import type { Customer } from '../../../../prisma/crm/client/client.ts';
import { customerChanges, type CustomerChanges } from '../domain/customer.ts';
import { EMAIL_TAKEN } from './create-customer.ts';
import { writerOf, type Scope } from './scope.ts';
import { takenAs } from './refusals.ts';

/** @throws AppError BAD_USER_INPUT, NOT_FOUND; CONFLICT for a stale version or an e-mail that is taken */
export async function updateCustomer(
  scope: Scope,
  customerId: string,
  version: number,
  input: CustomerChanges,
): Promise<Customer> {
  writerOf(scope);
  const id = parseId('customer', customerId);
  const changes = parseChanges(customerChanges, input);
  await checkTransfer(scope, changes.ownerId);
  const update = { where: { id, version, deletedAt: null }, data: { ...changes, version: { increment: 1 } } };
  const changed = await scope.db
    .query((prisma) => prisma.customer.updateManyAndReturn(update))
    .catch(takenAs(`${EMAIL_TAKEN} Give another e-mail.`, 'input.email'));
  return settleUpdate({ what: 'customer', changed, version, current: () => scope.load.customer.load(id) });
}
