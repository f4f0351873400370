import { defineSubgraph } from '@tessera/subgraph';
import { PrismaClient } from '../../../prisma/auth/client/client.ts';
import events from '../contract/events.ts';
import permissions from '../contract/permissions.ts';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { rpcCallers, rpcServices, startWork } from './rpc.ts';

/** Who people are: users, their credentials and sessions, and the keys that their tokens are signed with. */
export const subgraph = defineSubgraph({
  name: 'auth',
  root: import.meta.url,
  permissions,
  events,
  PrismaClient,
  // Login comes before any tenant, so nearly all that auth does runs with the platform role.
  platformPoolSize: 8,
  resolvers,
  createContext,
  rpc: rpcServices,
  rpcCallers,
  routes,
  start: startWork,
});
