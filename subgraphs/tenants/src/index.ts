import { defineSubgraph } from '@tessera/subgraph';
import { PrismaClient } from '../../../prisma/tenants/client/client.ts';
import events from '../contract/events.ts';
import permissions from '../contract/permissions.ts';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { rpcCallers, rpcServices, startWork } from './rpc.ts';

/** The platform's tenants: whose they are, who belongs to them, and whether every service is ready for them. */
export const subgraph = defineSubgraph({
  name: 'tenants',
  root: import.meta.url,
  permissions,
  events,
  PrismaClient,
  // Whose memberships a login reads, and what registrations make, is no tenant's own yet.
  platformPoolSize: 4,
  resolvers,
  createContext,
  rpc: rpcServices,
  rpcCallers,
  start: startWork,
});
