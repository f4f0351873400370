import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listAuthEvents } from '../../services/list-auth-events.ts';

export const authEvents: QueryResolvers['authEvents'] = (_parent, args, { scope }) => listAuthEvents(scope, args);
