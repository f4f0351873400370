import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listSubscriptions } from '../../services/subscriptions/list-subscriptions.ts';

export const subscriptions: QueryResolvers['subscriptions'] = (_parent, args, { scope }) => listSubscriptions(scope, args);
