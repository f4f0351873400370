import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listTemplates } from '../../services/pages/templates.ts';

export const pageTemplates: QueryResolvers['pageTemplates'] = (_parent, _args, { scope }) => listTemplates(scope);
