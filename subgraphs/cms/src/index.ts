import { defineSubgraph } from '@tessera/subgraph';
import { PrismaClient } from '../../../prisma/cms/client/client.ts';
import events from '../contract/events.ts';
import permissions from '../contract/permissions.ts';
import { createContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { prepareTenant } from './services/prepare-tenant.ts';
import { keepSchedules } from './services/schedules/keep-schedules.ts';

/** What the tenants publish: content types, items with their revisions, and what readers see of them. */
export const subgraph = defineSubgraph({
  name: 'cms',
  root: import.meta.url,
  permissions,
  events,
  PrismaClient,
  resolvers,
  createContext,
  prepareTenant: ({ database }, { tenantId }) => prepareTenant(database, tenantId),
  start: async (runtime) => keepSchedules(runtime),
});
