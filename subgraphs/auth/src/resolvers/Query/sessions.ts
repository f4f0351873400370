import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listSessions } from '../../services/list-sessions.ts';

export const sessions: QueryResolvers['sessions'] = (_parent, args, { scope }) => listSessions(scope, args);
