import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listTenantSummaries } from '../../services/list-tenant-summaries.ts';

export const tenantSummaries: QueryResolvers['tenantSummaries'] = (_parent, args, { scope }) =>
  listTenantSummaries(scope, args);
