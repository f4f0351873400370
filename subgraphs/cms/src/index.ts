import { defineSubgraph } from '@tessera/subgraph';
import { PrismaClient } from '../../../prisma/cms/client/client.ts';
import events from '../contract/events.ts';
import permissions from '../contract/permissions.ts';
import { createContext } from './context.ts';
import { mediaOf } from './media/media.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { keepLeftoversAway } from './services/media/leftovers.ts';
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
  routes,
  async start(runtime) {
    // Told at the start, and not by the first who uploads: settings of media that cannot be used.
    mediaOf(runtime);
    const stops = [keepSchedules(runtime), keepLeftoversAway(runtime)];
    return async () => {
      await Promise.all(stops.map((stop) => stop()));
    };
  },
});
