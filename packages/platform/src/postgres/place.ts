import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, chown, constants, lstat, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../data-folder/atomic-file.ts';
import { OperatorError } from '../operator-error.ts';
import { canReach, chooseServerUser, type ServerUser } from './server-user.ts';

/** Where folders lie that must outlive a reboot and that another user can reach; the first that can be written. */
const SHARED_HOMES = ['/var/lib/tessera', '/var/tmp/tessera'];
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, and PostgreSQL adds `/.s.PGSQL.5432`. */
const MAX_SOCKET_FOLDER = 85;

/** Where one data folder's database server lives. */
export interface ClusterPlace {
  /** The folder that holds `postgres` (the cluster) and, beside it, what the server needs. */
  readonly home: string;
  readonly cluster: string;
  readonly user: ServerUser | null;
  /** True when the databases lie outside the data folder, because the server's user cannot enter it. */
  readonly outside: boolean;
}

/**
 * Decides where the databases of a data folder lie, and records it there when that is elsewhere: as root, below a
 * folder that the server's user cannot enter, in /var/lib/tessera.
 */
export async function choosePlace(dataDir: string): Promise<ClusterPlace> {
  const record = join(dataDir, 'postgres.json');
  const recorded = await readRecord(record);
  if (recorded) {
    await requireFolder(recorded, dataDir);
    return placeAt(recorded, true);
  }
  const inside = await placeAt(dataDir, false);
  if (await canReach(inside.cluster, inside.user)) return inside;
  const home = await makeSharedHome(dataDir);
  await writeFileAtomic(record, `${JSON.stringify({ home }, null, 2)}\n`);
  return placeAt(home, true);
}

async function placeAt(home: string, outside: boolean): Promise<ClusterPlace> {
  const cluster = join(home, 'postgres');
  return { home, cluster, user: await chooseServerUser(cluster), outside };
}

async function readRecord(path: string): Promise<string | null> {
  const content = await readFile(path, 'utf8').catch(() => null);
  return content === null ? null : (JSON.parse(content) as { home: string }).home;
}

async function requireFolder(home: string, dataDir: string): Promise<void> {
  if (await stat(home).then((found) => found.isDirectory(), () => false)) return;
  throw new OperatorError(
    `The databases of ${dataDir} lie in ${home}, which is gone: restore a backup with \`npm run restore\`, ` +
      'or set TESSERA_DATA_DIR to a new folder.',
  );
}

/** Named after the data folder, and never one that is there: it may belong to a data folder that was moved. */
async function makeSharedHome(dataDir: string): Promise<string> {
  const name = createHash('sha256').update(await realpath(dataDir)).digest('hex').slice(0, 16);
  for (const shared of SHARED_HOMES) {
    const home = join(shared, `${name}-${randomBytes(4).toString('hex')}`);
    try {
      await mkdir(shared, { recursive: true, mode: 0o755 });
      await access(shared, constants.W_OK);
      await mkdir(home, { mode: 0o711 });
      await chmod(home, 0o711);
      return home;
    } catch {
      continue;
    }
  }
  throw new OperatorError(
    `The database server's user cannot enter ${dataDir}, and neither ${SHARED_HOMES.join(' nor ')} can be written: ` +
      'set TESSERA_DATA_DIR to a folder outside your home.',
  );
}

/**
 * A folder for the server's Unix socket, open to the server's user alone; null where there are no Unix sockets or every
 * path is too long. In the temporary folder its name is fixed, so that a crash leaves one folder and not many.
 */
export async function makeSocketFolder(place: ClusterPlace): Promise<string | null> {
  if (platform() === 'win32') return null;
  const hash = createHash('sha256').update(place.cluster).digest('hex').slice(0, 12);
  const candidates = [join(place.home, 'run'), join(tmpdir(), `tessera-${process.getuid?.() ?? 0}-${hash}`)];
  for (const folder of candidates) {
    if (folder.length <= MAX_SOCKET_FOLDER && (await ownFolder(folder, place.user))) return folder;
  }
  return null;
}

/** False when somebody else made the folder first: in a shared temporary folder that could be anybody. */
async function ownFolder(folder: string, user: ServerUser | null): Promise<boolean> {
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
  const found = await lstat(folder).catch(() => null);
  const owners = [process.getuid?.(), user?.uid];
  if (!found?.isDirectory() || !owners.includes(found.uid)) return false;
  if (user && found.uid !== user.uid) await chown(folder, user.uid, user.gid);
  await chmod(folder, 0o700);
  return true;
}
