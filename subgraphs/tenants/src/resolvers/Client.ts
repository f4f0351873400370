import type { ClientResolvers } from '../generated/resolvers.ts';
import { listTenantsOfClient } from '../services/list-tenants-of-client.ts';

export const Client: ClientResolvers = {
  tenants: ({ id }, _args, { scope }) => listTenantsOfClient(scope, id),
};
