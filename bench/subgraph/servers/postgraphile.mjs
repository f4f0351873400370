import { createServer } from 'node:http';
import pg from 'pg';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { listen, runServer } from './job.ts';

/**
 * PostGraphile 5 with its amber preset, as its documentation sets it up for production. It believes the tenant that a
 * header names, where a real one would check a token first.
 */
runServer(async ({ app, userId }) => {
  const instance = postgraphile({
    extends: [PostGraphileAmberPreset],
    // It offers ordering and conditions by the first column of a whole index only; ours are partial, and led by the tenant.
    disablePlugins: ['PgIndexBehaviorsPlugin'],
    pgServices: [makePgService({ pool: new pg.Pool(app), schemas: ['public'], pubsub: false })],
    grafast: {
      explain: false,
      context: ({ node }) => ({
        pgSettings: {
          'app.tenant_id': node?.req.headers['x-tenant-id'],
          'app.user_id': userId,
          'app.row_scope': 'all',
          'app.request_id': 'bench',
        },
      }),
    },
    grafserv: { graphqlPath: '/graphql', graphiql: false, websockets: false },
  });
  const server = createServer();
  await instance.createServ(grafserv).addTo(server);
  return listen(server);
});
