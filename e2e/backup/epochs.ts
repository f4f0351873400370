import pg from 'pg';
import { asAdmin, serverFromEmbedded, startEmbeddedPostgres, withClient } from '@tessera/platform';

/** The epoch of each service's event log, read on the server of a data folder that nothing runs on. */
export async function epochs(dataDir: string): Promise<string[]> {
  const embedded = await startEmbeddedPostgres({ dataDir });
  try {
    const server = serverFromEmbedded(embedded);
    const names = await asAdmin(server, (client) =>
      client.query<{ name: string }>("SELECT datname AS name FROM pg_database WHERE datname LIKE 'tessera\\_%'"),
    );
    const read = async (database: string) =>
      withClient(
        new pg.Client({ ...server.admin, database }),
        async (client) => (await client.query<{ value: string }>('SELECT value FROM tessera.epoch')).rows[0]!.value,
      );
    return await Promise.all(names.rows.map(({ name }) => read(name)));
  } finally {
    await embedded.stop();
  }
}
