import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listUsers } from '../../services/list-users.ts';

export const users: QueryResolvers['users'] = (_parent, args, { scope }) => listUsers(scope, args);
