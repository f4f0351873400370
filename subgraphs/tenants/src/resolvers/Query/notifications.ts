import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listNotifications } from '../../services/list-notifications.ts';

export const notifications: QueryResolvers['notifications'] = (_parent, args, { scope }) =>
  listNotifications(scope, args, args);
