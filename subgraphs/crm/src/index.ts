import { defineSubgraph } from '@tessera/subgraph';
import { PrismaClient } from '../../../prisma/crm/client/client.ts';
import events from '../contract/events.ts';
import permissions from '../contract/permissions.ts';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { rpcCallers, rpcServices } from './rpc.ts';
import { prepareTenant } from './services/prepare-tenant.ts';

/** The tenants' customers, and the leads, deals and interactions around them. */
export const subgraph = defineSubgraph({
  name: 'crm',
  root: import.meta.url,
  permissions,
  events,
  PrismaClient,
  resolvers,
  createContext,
  rpc: rpcServices,
  rpcCallers,
  prepareTenant: ({ database }, { tenantId }) => prepareTenant(database, tenantId),
});
