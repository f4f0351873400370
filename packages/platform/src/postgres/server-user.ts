import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperatorError } from '../operator-error.ts';

/** The operating system user that the database server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', 'nobody'];

/**
 * Whom the server has to run as, null for whoever runs this process. PostgreSQL refuses root, so as root it is the
 * owner of the databases that are already there, else the user `postgres`, else `nobody`.
 */
export async function chooseServerUser(cluster: string): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(cluster).then(({ uid, gid }) => ({ uid, gid }), () => null);
  if (owner && owner.uid !== 0) return owner;
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of CANDIDATES) {
    const fields = users.split('\n').find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new OperatorError(
    'PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as: ' +
      'create one with `useradd --system postgres`, or start Tessera as an ordinary user.',
  );
}

const READ = 4;
const ENTER = 1;

/** True when `user` may pass through every folder above `path`. Judged by mode bits, so that no process is needed. */
export async function canReach(path: string, user: ServerUser | null): Promise<boolean> {
  if (!user) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!(await may(folder, user, ENTER))) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** True when `user` may read the file or list the folder at `path`, and reach it. */
export async function canRead(path: string, user: ServerUser | null): Promise<boolean> {
  if (!user) return true;
  return (await canReach(path, user)) && (await may(path, user, READ));
}

async function may(path: string, user: ServerUser, bit: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found) return false;
  const shift = found.uid === user.uid ? 6 : found.gid === user.gid ? 3 : 0;
  return ((found.mode >> shift) & bit) === bit;
}
