import type { ContentItem } from '../../../../prisma/cms/client/client.ts';
import { changeItemState } from './change-item-state.ts';
import { showRevision } from './publications.ts';
import { callOff } from './schedules/cancel-schedule.ts';
import type { Scope } from './scope.ts';

/** Shows an item's newest revision to readers. @throws AppError as `changeItemState`; CONFLICT for a value that is taken */
export function publishItem(scope: Scope, itemId: string, version: number): Promise<ContentItem> {
  return changeItemState(scope, itemId, version, 'publish', async (tx, item, type) => {
    // What was scheduled is older: it would take back what is published now.
    await callOff(tx, item.id, 'PUBLISH');
    return showRevision(tx, item, type, item.revision, { actorId: scope.actor.userId, scheduleId: null });
  });
}
