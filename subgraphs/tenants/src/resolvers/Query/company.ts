import type { QueryResolvers } from '../../generated/resolvers.ts';
import { getCompany } from '../../services/get-company.ts';

export const company: QueryResolvers['company'] = (_parent, _args, { scope }) => getCompany(scope);
