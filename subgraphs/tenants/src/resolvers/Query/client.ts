import type { QueryResolvers } from '../../generated/resolvers.ts';
import { findClient } from '../../services/find-client.ts';

export const client: QueryResolvers['client'] = (_parent, { id }, { scope }) => findClient(scope, id);
