import { parseId, settleUpdate } from '@tessera/subgraph';
import { retireAttachments } from './retire-attachments.ts';
import { writerOf, type Scope } from './scope.ts';

/**
 * Deletes a lead softly, with its interactions and grants; answers its id.
 * @throws AppError CONFLICT for a stale version; NOT_FOUND, also for whoever has no more than a write grant
 */
export async function deleteLead(scope: Scope, leadId: string, version: number): Promise<string> {
  const { owned } = writerOf(scope);
  const id = parseId('lead', leadId);
  const deletedAt = new Date();
  const deleted = await scope.db.transaction(async (tx) => {
    const changed = await tx.lead.updateManyAndReturn({
      where: { ...owned, id, version, deletedAt: null },
      data: { deletedAt, version: { increment: 1 } },
      select: { id: true },
    });
    if (changed.length > 0) await retireAttachments(tx, 'LEAD', id, deletedAt);
    return changed;
  });
  const current = () => scope.load.lead.load(id);
  return (await settleUpdate({ what: 'lead', changed: deleted, version, current })).id;
}
