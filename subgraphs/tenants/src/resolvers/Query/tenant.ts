import type { QueryResolvers } from '../../generated/resolvers.ts';
import { getTenant } from '../../services/get-tenant.ts';

export const tenant: QueryResolvers['tenant'] = (_parent, _args, { scope }) => getTenant(scope);
