import { v7 as uuid } from 'uuid';
import { chooseOwner, parseInput } from '@tessera/subgraph';
import type { Customer } from '../../../../prisma/crm/client/client.ts';
import { newCustomer, type NewCustomer } from '../domain/customer.ts';
import { writerOf, type Scope, type Transaction } from './scope.ts';
import { takenAs } from './refusals.ts';

export const EMAIL_TAKEN = 'A customer with this e-mail already exists.';

/**
 * @throws AppError BAD_USER_INPUT; PLAN_LIMIT_REACHED; CONFLICT when a live customer has the e-mail, even one the caller
 *   may not see
 */
export async function createCustomer(scope: Scope, input: NewCustomer): Promise<Customer> {
  const { tenantId } = writerOf(scope);
  const values = parseInput(newCustomer, input);
  const data = { ...values, tenantId, id: uuid(), ownerId: await chooseOwner(scope, values.ownerId) };
  const create = ({ customer }: Pick<Transaction, 'customer'>) => customer.create({ data });
  const work = scope.limits.within(tenantId, 'customers', (limit) => {
    // Where nothing is limited, one round trip does.
    if (!limit) return scope.db.query(create);
    return scope.db.transaction(async (tx) => {
      await limit.hold(tx);
      return create(tx);
    });
  });
  return work.catch(takenAs(`${EMAIL_TAKEN} Change that one, or give another e-mail.`, 'input.email'));
}
