import { parseId, settleUpdate } from '@tessera/subgraph';
import { retireAttachments } from './retire-attachments.ts';
import { writerOf, type Scope } from './scope.ts';

/**
 * Deletes a deal softly, with its interactions and grants; answers its id.
 * @throws AppError CONFLICT for a stale version; NOT_FOUND, also for whoever has no more than a write grant
 */
export async function deleteDeal(scope: Scope, dealId: string, version: number): Promise<string> {
  const { owned } = writerOf(scope);
  const id = parseId('deal', dealId);
  const deletedAt = new Date();
  const deleted = await scope.db.transaction(async (tx) => {
    const changed = await tx.deal.updateManyAndReturn({
      where: { ...owned, id, version, deletedAt: null },
      data: { deletedAt, version: { increment: 1 } },
      select: { id: true },
    });
    if (changed.length > 0) await retireAttachments(tx, 'DEAL', id, deletedAt);
    return changed;
  });
  const current = () => scope.load.deal.load(id);
  return (await settleUpdate({ what: 'deal', changed: deleted, version, current })).id;
}
