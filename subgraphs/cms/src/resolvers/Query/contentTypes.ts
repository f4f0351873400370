import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listTypes } from '../../services/list-types.ts';

export const contentTypes: QueryResolvers['contentTypes'] = (_parent, args, { scope }) => listTypes(scope, args);
