import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listSchedules } from '../../services/schedules/list-schedules.ts';

export const contentSchedules: QueryResolvers['contentSchedules'] = (_parent, args, { scope }) => listSchedules(scope, args);
