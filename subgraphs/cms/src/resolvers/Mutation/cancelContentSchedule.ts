import type { MutationResolvers } from '../../generated/resolvers.ts';
import { cancelSchedule } from '../../services/schedules/cancel-schedule.ts';

export const cancelContentSchedule: MutationResolvers['cancelContentSchedule'] = (_parent, { id }, { scope }) =>
  cancelSchedule(scope, id);
