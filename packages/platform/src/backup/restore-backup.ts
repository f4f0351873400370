import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { FORMAT_VERSION } from '../data-folder/format.ts';
import { findRunning } from '../data-folder/lock.ts';
import { asAdmin, serverFromEmbedded, withClient, type DatabaseServer } from '../databases/server.ts';
import { codeOf, messageOf, OperatorError } from '../operator-error.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { choosePlace, type ClusterPlace } from '../postgres/place.ts';
import { removeDataFolder } from '../postgres/remove-data-folder.ts';
import { unpackArchive } from './archive-reader.ts';

export interface RestoreOptions {
  readonly archive: string;
  readonly dataDir: string;
  /** Move a data folder that is there aside; nothing is deleted. */
  readonly force: boolean;
}

/**
 * Restores a backup: unpacked beside the data folder, every checksum compared, recovered by a real server, its event
 * logs given a new epoch; only then does it take the data folder's place. Until then nothing of the old is touched.
 * @returns where the old data folder was moved, if there was one
 * @throws OperatorError
 */
export async function restoreBackup({ archive, dataDir, force }: RestoreOptions): Promise<string | null> {
  const running = await findRunning(dataDir);
  if (running !== null) throw new OperatorError(`Tessera runs on ${dataDir} (process ${running}): stop it first.`);
  const isThere = (await readdir(dataDir).catch(() => [])).length > 0;
  if (isThere && !force) {
    throw new OperatorError(
      `${dataDir} holds data already: add \`--force\` to move it aside, or set TESSERA_DATA_DIR to another folder.`,
    );
  }
  const draft = join(dirname(dataDir), `${basename(dataDir)}.restoring-${randomBytes(4).toString('hex')}`);
  try {
    await unpack(archive, draft);
    await recover(draft);
  } catch (error) {
    await removeDataFolder(draft);
    throw error;
  }
  const aside = isThere ? `${dataDir}.before-restore-${Date.now()}` : null;
  if (aside) await rename(dataDir, aside);
  else await rm(dataDir, { recursive: true, force: true });
  await rename(draft, dataDir);
  return aside;
}

async function unpack(archive: string, draft: string): Promise<void> {
  await stat(archive).catch(() => {
    throw new OperatorError(`There is no file ${archive}: name the backup, \`npm run restore -- FILE\`.`);
  });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) await chmod(draft, 0o711);
  const place = await choosePlace(draft);
  try {
    const toTarget = (path: string) =>
      path === 'postgres' || path.startsWith('postgres/') ? join(place.home, path) : join(draft, path);
    const { format } = await unpackArchive(archive, toTarget);
    if (format > FORMAT_VERSION) {
      throw new OperatorError(
        `${archive} was made by a newer Tessera (format ${format}, this one knows ${FORMAT_VERSION}): ` +
          'restore it with that release.',
      );
    }
    await giveToServer(place);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const reason = codeOf(error)?.startsWith('Z_') ? 'it is damaged or cut off' : messageOf(error);
    throw new OperatorError(
      `${archive} cannot be restored: ${reason}. Nothing was changed; use another backup.`,
      { cause: error },
    );
  }
}

async function giveToServer({ cluster, user }: ClusterPlace): Promise<void> {
  await chmod(cluster, 0o700);
  if (!user) return;
  await chown(cluster, user.uid, user.gid);
  for (const entry of await readdir(cluster, { recursive: true, withFileTypes: true })) {
    await chown(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
}

/** A server on the restored files replays the log up to the backup's end, and stops cleanly. */
async function recover(draft: string): Promise<void> {
  const embedded = await startEmbeddedPostgres({ dataDir: draft });
  try {
    await renewEpochs(serverFromEmbedded(embedded));
  } finally {
    await embedded.stop();
  }
}

/** Readers of an event log keep their position in it; after a restore the same positions mean other events. */
async function renewEpochs(server: DatabaseServer): Promise<void> {
  const databases = await asAdmin(server, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE datallowconn AND NOT datistemplate',
    );
    return rows.map(({ name }) => name);
  });
  for (const database of databases) {
    await withClient(new pg.Client({ ...server.admin, database }), async (client) => {
      const { rows } =
        await client.query<{ has: boolean }>("SELECT to_regproc('tessera.renew_epoch') IS NOT NULL AS has");
      if (rows[0]?.has) await client.query('SELECT tessera.renew_epoch()');
    });
  }
}
