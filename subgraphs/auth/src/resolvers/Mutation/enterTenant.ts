import type { MutationResolvers } from '../../generated/resolvers.ts';
import { enterTenant as enter } from '../../services/enter-tenant.ts';

export const enterTenant: MutationResolvers['enterTenant'] = (_parent, args, { scope }) => enter(scope, args);
