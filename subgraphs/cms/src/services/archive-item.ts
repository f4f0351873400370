import type { ContentItem } from '../../../../prisma/cms/client/client.ts';
import { changeItemState } from './change-item-state.ts';
import { hide } from './publications.ts';
import { callOff } from './schedules/cancel-schedule.ts';
import type { Scope } from './scope.ts';

/**
 * Puts an item away, and takes it from its readers; what was scheduled for it is called off.
 * @throws AppError as `changeItemState`
 */
export function archiveItem(scope: Scope, itemId: string, version: number): Promise<ContentItem> {
  return changeItemState(scope, itemId, version, 'archive', async (tx, item, type) => {
    await callOff(tx, item.id);
    return hide(tx, item, type, { actorId: scope.actor.userId, scheduleId: null });
  });
}
