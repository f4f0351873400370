import type { MutationResolvers } from '../../generated/resolvers.ts';
import { createTenant as create } from '../../services/create-tenant.ts';

export const createTenant: MutationResolvers['createTenant'] = (_parent, { input }, { scope }) => create(scope, input);
