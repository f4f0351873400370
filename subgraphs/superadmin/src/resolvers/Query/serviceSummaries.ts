import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listServiceSummaries } from '../../services/list-service-summaries.ts';

export const serviceSummaries: QueryResolvers['serviceSummaries'] = (_parent, _args, { scope }) =>
  listServiceSummaries(scope);
