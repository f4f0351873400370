import { conflict } from '@tessera/errors';
import { parseId, settleUpdate } from '@tessera/subgraph';
import { writerOf, type Scope } from './scope.ts';

/**
 * Deletes a type without items softly; answers its id.
 * @throws AppError NOT_FOUND; CONFLICT for a stale version or a type that has items
 */
export async function deleteType(scope: Scope, typeId: string, version: number): Promise<string> {
  writerOf(scope);
  const id = parseId('content type', typeId);
  return scope.db.transaction(async (tx) => {
    const changed = await tx.contentType.updateManyAndReturn({
      where: { id, version, deletedAt: null },
      data: { deletedAt: new Date(), version: { increment: 1 } },
      select: { id: true },
    });
    const current = () => tx.contentType.findFirst({ where: { id, deletedAt: null } });
    await settleUpdate({ what: 'content type', changed, version, current });
    // After the update: an item that is being added holds the type until it is there to be counted.
    const items = await tx.contentItem.count({ where: { typeId: id, deletedAt: null } });
    if (items > 0) throw conflict(`The type has ${items} items: delete them first, or keep it.`);
    return id;
  });
}
