import type { MutationResolvers } from '../../generated/resolvers.ts';
import { scheduleItem } from '../../services/schedules/schedule-item.ts';

export const scheduleContentItem: MutationResolvers['scheduleContentItem'] = (_parent, { id, version, action, at }, { scope }) =>
  scheduleItem(scope, id, version, action, at);
