import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRunning } from '../data-folder/lock.ts';
import { openDataFolder } from '../data-folder/open-data-folder.ts';
import { serverFromEmbedded, type DatabaseServer } from '../databases/server.ts';
import { OperatorError } from '../operator-error.ts';
import { loadSuperuserPassword, SUPERUSER } from '../postgres/create-cluster.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { choosePlace } from '../postgres/place.ts';

export interface BackupSource {
  readonly server: DatabaseServer;
  readonly cluster: string;
}

/** Runs `work` on a data folder's database server: the one that runs, else one that is started for the time of it. */
export async function withDataFolderServer<T>(
  options: { readonly dataDir: string; readonly rootKey?: Uint8Array; readonly production: boolean },
  work: (source: BackupSource) => Promise<T>,
): Promise<T> {
  const { dataDir, production, rootKey } = options;
  if ((await findRunning(dataDir)) !== null) return work(await findRunningServer(dataDir));
  const folder = await openDataFolder({ dataDir, production, given: rootKey });
  try {
    const embedded = await startEmbeddedPostgres({ dataDir });
    try {
      return await work({ server: serverFromEmbedded(embedded), cluster: embedded.cluster });
    } finally {
      await embedded.stop();
    }
  } finally {
    await folder.release();
  }
}

/** Lines of postmaster.pid: 4 port, 5 folder of the Unix socket, 6 address of TCP. */
async function findRunningServer(dataDir: string): Promise<BackupSource> {
  const { cluster } = await choosePlace(dataDir);
  const lines =
    (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n').map((line) => line.trim());
  const host = lines[4] || lines[5];
  if (!host) {
    throw new OperatorError(
      `Tessera runs on ${dataDir}, but not its embedded database: ` +
        'back up the server of TESSERA_DATABASE_URL with pg_dump.',
    );
  }
  const password = await loadSuperuserPassword(dataDir);
  return { server: serverFromEmbedded({ host, port: Number(lines[3]), user: SUPERUSER, password }), cluster };
}
