import type { MutationResolvers } from '../../generated/resolvers.ts';
import { markNotificationRead as mark } from '../../services/mark-notification-read.ts';

export const markNotificationRead: MutationResolvers['markNotificationRead'] = (_parent, { id }, { scope }) =>
  mark(scope, id);
