import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeDataFolder, startEmbeddedPostgres } from '@tessera/platform';

/**
 * A PostgreSQL server for one test run: the one named in TESSERA_TEST_DATABASE_URL (a superuser's URL), else an embedded
 * one in a temporary folder, which is removed with the run.
 */
export async function startTestServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env['TESSERA_TEST_DATABASE_URL'];
  if (given) return { url: given, stop: async () => undefined };

  const dataDir = await mkdtemp(join(tmpdir(), 'tessera-test-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const { host, port, user, password } = server;
  return {
    url: `postgresql://${user}:${password}@${encodeURIComponent(host)}:${port}/postgres`,
    async stop() {
      await server.stop();
      await removeDataFolder(dataDir);
    },
  };
}
