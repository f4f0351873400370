import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { REPOSITORY, type TestUser } from '@tessera/testkit';

/** Whom a start runs as that is not to be root's, and a repository that this user can read. */
export interface OrdinaryUser {
  /** Undefined where the tests run as an ordinary user themselves. */
  readonly user?: TestUser;
  readonly root: string;
  remove(): void;
}

export const isRoot = process.getuid?.() === 0;

/** As root, `nobody`; below a folder that only root can enter, with a copy of the repository, of hard links. */
export function ordinaryUser(): OrdinaryUser {
  if (!isRoot) return { root: REPOSITORY, remove: () => undefined };
  const user = findNobody();
  if (canEnter(REPOSITORY)) return { user, root: REPOSITORY, remove: () => undefined };
  const home = mkdtempSync(join(tmpdir(), 'tessera-repository-'));
  chmodSync(home, 0o755);
  const root = join(home, 'tessera');
  execFileSync('cp', ['-a', '-l', REPOSITORY, root]);
  const node = canEnter(process.execPath) ? process.execPath : join(root, relative(REPOSITORY, process.execPath));
  return { user: { ...user, node }, root, remove: () => rmSync(home, { recursive: true, force: true }) };
}

function findNobody(): TestUser {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('nobody:'));
  if (!line) throw new Error('This machine has no user `nobody`.');
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether everybody may pass through every folder above `path`. */
function canEnter(path: string): boolean {
  const folder = dirname(path);
  return (statSync(folder).mode & 0o001) !== 0 && (folder === dirname(folder) || canEnter(folder));
}
