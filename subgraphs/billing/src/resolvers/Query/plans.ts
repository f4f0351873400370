import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listPlans } from '../../services/plans/list-plans.ts';

export const plans: QueryResolvers['plans'] = (_parent, { archived }, { scope }) => listPlans(scope, archived);
