import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listServices } from '../../services/list-services.ts';

export const services: QueryResolvers['services'] = (_parent, _args, { scope }) => listServices(scope);
