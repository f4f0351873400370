import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { FORMAT_VERSION } from '../data-folder/format.ts';
import { FORMER_ROOT_KEY_FILE } from '../data-folder/next-root-key.ts';
import { asAdmin } from '../databases/server.ts';
import { codeOf, OperatorError } from '../operator-error.ts';
import { createArchive, type ArchiveWriter } from './archive-writer.ts';
import { withDataFolderServer, type BackupSource } from './open-server.ts';

/** Of the data folder's own files, those that belong to this machine or this run, and a key that opens nothing in it. */
const LEFT_BEHIND = new Set(['lock', 'postgres.json', 'postgres.log', 'postgres.log.1', 'postgres.pw', FORMER_ROOT_KEY_FILE]);
/** What a server makes anew, https://www.postgresql.org/docs/18/continuous-archiving.html (the data directory). */
const NO_CONTENT = new Set([
  'pg_wal', 'pg_dynshmem', 'pg_notify', 'pg_replslot', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans',
]);
const NO_FILE = new Set(['postmaster.pid', 'postmaster.opts', 'pg_internal.init']);
const CONTROL_FILE = 'global/pg_control';

export interface BackupOptions {
  readonly dataDir: string;
  readonly rootKey?: Uint8Array;
  readonly production: boolean;
  /** Where the archive goes; must not exist. */
  readonly target: string;
}

/**
 * Backs up a data folder with its databases, running or not, as of one moment: PostgreSQL's low-level base backup with
 * the write-ahead log that makes it consistent. What is in the archive opens every account: it holds the keys, too.
 * @returns the archive's size in bytes
 * @throws OperatorError
 */
export async function createBackup(options: BackupOptions): Promise<number> {
  await requireDataFolder(options.dataDir);
  return withDataFolderServer(options, async (source) => {
    const archive = createArchive(options.target);
    try {
      await addDataFolder(archive, options.dataDir);
      const postgres = await asAdmin(source.server, (client) => addCluster(archive, source, client));
      await archive.finish({ backup: 1, format: FORMAT_VERSION, postgres, createdAt: new Date().toISOString() });
    } catch (error) {
      await archive.abort();
      if (codeOf(error) === 'EEXIST') throw new OperatorError(`${options.target} exists already: name another file.`);
      await rm(options.target, { force: true });
      throw error;
    }
    return (await stat(options.target)).size;
  });
}

async function requireDataFolder(dataDir: string): Promise<void> {
  const isOurs = await stat(join(dataDir, 'format.json')).then(() => true, () => false);
  if (!isOurs) {
    throw new OperatorError(`${dataDir} is no data folder of Tessera: set TESSERA_DATA_DIR to the one to back up.`);
  }
}

async function addDataFolder(archive: ArchiveWriter, dataDir: string): Promise<void> {
  for (const entry of await readdir(dataDir, { withFileTypes: true })) {
    const isKept = entry.isFile() && !LEFT_BEHIND.has(entry.name) && !entry.name.endsWith('.tmp');
    if (isKept) await archive.addFile(entry.name, join(dataDir, entry.name));
  }
}

/** @returns the server's version */
async function addCluster(archive: ArchiveWriter, { cluster }: BackupSource, client: pg.Client): Promise<string> {
  // The slot keeps the server from recycling the log that the backup needs. Both end with the connection.
  await client.query("SELECT pg_create_physical_replication_slot('tessera_backup', true, true)");
  const started =
    await client.query<{ wal: string }>("SELECT pg_walfile_name(pg_backup_start('tessera', true)) AS wal");
  await addFolder(archive, cluster, '');
  // Last, so that what it says of the log is not older than any page.
  await archive.addFile(`postgres/${CONTROL_FILE}`, join(cluster, CONTROL_FILE));
  const stopped = await client.query<{ wal: string; labelfile: string }>(
    'SELECT pg_walfile_name(lsn) AS wal, labelfile FROM pg_backup_stop(false)',
  );
  await archive.addContent('postgres/backup_label', stopped.rows[0]?.labelfile ?? '');
  await addLog(archive, cluster, started.rows[0]?.wal ?? '', stopped.rows[0]?.wal ?? '');
  const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version");
  return rows[0]?.version ?? '';
}

async function addFolder(archive: ArchiveWriter, cluster: string, at: string): Promise<void> {
  await archive.addFolder(`postgres${at ? `/${at}` : ''}`);
  const entries = await readdir(join(cluster, at), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = at ? `${at}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      await (NO_CONTENT.has(path) ? archive.addFolder(`postgres/${path}`) : addFolder(archive, cluster, path));
    } else if (entry.isFile() && path !== CONTROL_FILE && !NO_FILE.has(entry.name) && !isTemporary(path)) {
      await archive.addFile(`postgres/${path}`, join(cluster, path));
    }
  }
}

const isTemporary = (path: string) => path.split('/').some((name) => name.startsWith('pgsql_tmp'));

/** Segments of the log from the backup's start to its end; their names sort as they were written. */
async function addLog(archive: ArchiveWriter, cluster: string, from: string, to: string): Promise<void> {
  await archive.addFolder('postgres/pg_wal/archive_status');
  const segments = (await readdir(join(cluster, 'pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name));
  for (const name of segments.sort()) {
    if (name >= from && name <= to) await archive.addFile(`postgres/pg_wal/${name}`, join(cluster, 'pg_wal', name));
  }
}
