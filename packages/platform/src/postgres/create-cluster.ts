import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../data-folder/atomic-file.ts';
import { codeOf, messageOf, OperatorError } from '../operator-error.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { ClusterPlace } from './place.ts';
import { runProgram } from './run-program.ts';

export const SUPERUSER = 'postgres';

/**
 * Makes the cluster where there is none. `initdb` works beside its place and the result is renamed, so that a crash
 * half-way leaves nothing that could be taken for a cluster.
 * @throws OperatorError when the cluster that is there was made by another major version
 */
export async function ensureCluster(place: ClusterPlace, binaries: PostgresBinaries, password: string): Promise<void> {
  const major = binaries.version.split('.')[0];
  const found = await readVersion(place.cluster);
  if (found === major) return;
  if (found !== null) {
    throw new OperatorError(
      `The databases in ${place.cluster} were made by PostgreSQL ${found}, and this Tessera brings ${major}: ` +
        `start the release that made them, or run PostgreSQL ${found} on them and set TESSERA_DATABASE_URL.`,
    );
  }
  await createCluster(place, binaries, password);
}

async function readVersion(cluster: string): Promise<string | null> {
  try {
    return (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function createCluster(place: ClusterPlace, binaries: PostgresBinaries, password: string): Promise<void> {
  const draft = `${place.cluster}.new`;
  const passwordFile = `${place.cluster}.pw`;
  await rm(draft, { recursive: true, force: true });
  try {
    await mkdir(draft, { mode: 0o700 });
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
    if (place.user) {
      await chown(draft, place.user.uid, place.user.gid);
      await chown(passwordFile, place.user.uid, place.user.gid);
    }
    await runProgram(binaries.initdb, initdbArguments(draft, passwordFile), { cwd: draft, user: place.user });
    await rename(draft, place.cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new OperatorError(`The databases could not be made in ${place.home}: ${messageOf(error)}`, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The built-in locale knows Unicode's letters and is the same on every operating system, so that indexes move. */
function initdbArguments(cluster: string, passwordFile: string): string[] {
  return [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
}

/** The superuser's password, made once and kept in the data folder. */
export async function loadSuperuserPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres.password');
  const stored = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (stored) return stored.trim();
  const password = randomBytes(32).toString('base64url');
  await writeFileAtomic(path, `${password}\n`);
  return password;
}
