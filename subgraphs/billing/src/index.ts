import { defineSubgraph } from '@tessera/subgraph';
import { PrismaClient } from '../../../prisma/billing/client/client.ts';
import events from '../contract/events.ts';
import permissions from '../contract/permissions.ts';
import { backgroundOf } from './background.ts';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { rpcCallers, rpcServices, startWork } from './rpc.ts';
import { prepareTenant } from './services/subscriptions/prepare-tenant.ts';

/** Plans, and what tenants owe and are owed: subscriptions, usage, invoices and payments. */
export const subgraph = defineSubgraph({
  name: 'billing',
  root: import.meta.url,
  permissions,
  events,
  PrismaClient,
  platformPoolSize: 4,
  resolvers,
  createContext,
  rpc: rpcServices,
  rpcCallers,
  prepareTenant: (runtime, tenant) => prepareTenant(runtime.database, tenant, backgroundOf(runtime).clock.now()),
  routes,
  start: startWork,
});
