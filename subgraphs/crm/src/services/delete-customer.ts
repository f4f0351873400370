import { parseId, settleUpdate } from '@tessera/subgraph';
import { retireAttachments } from './retire-attachments.ts';
import { writerOf, type Scope } from './scope.ts';

/**
 * Deletes a customer softly, with its interactions and grants; answers its id. Its deals stay, without a customer.
 * @throws AppError CONFLICT for a stale version; NOT_FOUND, also for whoever has no more than a write grant
 */
export async function deleteCustomer(scope: Scope, customerId: string, version: number): Promise<string> {
  const { owned } = writerOf(scope);
  const id = parseId('customer', customerId);
  const deletedAt = new Date();
  const deleted = await scope.db.transaction(async (tx) => {
    const changed = await tx.customer.updateManyAndReturn({
      where: { ...owned, id, version, deletedAt: null },
      data: { deletedAt, version: { increment: 1 } },
      select: { id: true },
    });
    if (changed.length > 0) await retireAttachments(tx, 'CUSTOMER', id, deletedAt);
    return changed;
  });
  const current = () => scope.load.customer.load(id);
  return (await settleUpdate({ what: 'customer', changed: deleted, version, current })).id;
}
