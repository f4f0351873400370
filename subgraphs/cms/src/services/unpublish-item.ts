import type { ContentItem } from '../../../../prisma/cms/client/client.ts';
import { changeItemState } from './change-item-state.ts';
import { hide } from './publications.ts';
import { callOff } from './schedules/cancel-schedule.ts';
import type { Scope } from './scope.ts';

/** Takes an item from its readers. @throws AppError as `changeItemState` */
export function unpublishItem(scope: Scope, itemId: string, version: number): Promise<ContentItem> {
  return changeItemState(scope, itemId, version, 'unpublish', async (tx, item, type) => {
    await callOff(tx, item.id, 'UNPUBLISH');
    return hide(tx, item, type, { actorId: scope.actor.userId, scheduleId: null });
  });
}
