import { parseChanges, parseId, settleUpdate } from '@tessera/subgraph';
import type { Interaction } from '../../../../prisma/crm/client/client.ts';
import { interactionChanges, type InteractionChanges } from '../domain/interaction.ts';
import { writerOf, type Scope } from './scope.ts';

/** @throws AppError BAD_USER_INPUT, CONFLICT; NOT_FOUND, also where the caller may not write the record */
export async function updateInteraction(
  scope: Scope,
  interactionId: string,
  version: number,
  input: InteractionChanges,
): Promise<Interaction> {
  writerOf(scope);
  const id = parseId('interaction', interactionId);
  const changes = parseChanges(interactionChanges, input);
  const update = { where: { id, version, deletedAt: null }, data: { ...changes, version: { increment: 1 } } };
  const changed = await scope.db.query((prisma) => prisma.interaction.updateManyAndReturn(update));
  return settleUpdate({ what: 'interaction', changed, version, current: () => scope.load.interaction.load(id) });
}
