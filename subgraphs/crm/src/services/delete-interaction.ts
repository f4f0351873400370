import { parseId, settleUpdate } from '@tessera/subgraph';
import { writerOf, type Scope } from './scope.ts';

/**
 * Deletes an interaction softly; answers its id.
 * @throws AppError CONFLICT for a stale version; NOT_FOUND, also where the caller may not write the record
 */
export async function deleteInteraction(scope: Scope, interactionId: string, version: number): Promise<string> {
  writerOf(scope);
  const id = parseId('interaction', interactionId);
  const update = {
    where: { id, version, deletedAt: null },
    data: { deletedAt: new Date(), version: { increment: 1 } },
  };
  const changed = await scope.db.query((prisma) => prisma.interaction.updateManyAndReturn(update));
  const current = () => scope.load.interaction.load(id);
  return (await settleUpdate({ what: 'interaction', changed, version, current })).id;
}
