import { defineSubgraph } from '@tessera/subgraph';
import { PrismaClient } from '../../../prisma/superadmin/client/client.ts';
import events from '../contract/events.ts';
import permissions from '../contract/permissions.ts';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { rpcCallers, rpcServices, startWork } from './rpc.ts';

/** What spans tenants and services: aggregates, the audit trail, the registry, the platform's settings. */
export const subgraph = defineSubgraph({
  name: 'superadmin',
  root: import.meta.url,
  permissions,
  events,
  PrismaClient,
  resolvers,
  createContext,
  rpc: rpcServices,
  rpcCallers,
  start: startWork,
});
