import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listSystemConfig } from '../../services/list-system-config.ts';

export const systemConfig: QueryResolvers['systemConfig'] = (_parent, _args, { scope }) => listSystemConfig(scope);
