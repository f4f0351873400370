import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Lockfile {
  readonly packages: Record<string, object>;
}

/**
 * Lists a new workspace in package-lock.json as npm would, and links it. By hand, because npm asks a registry about
 * packages that have nothing to do with it, and a new folder of our own needs no network.
 */
export async function addWorkspace(root: string, name: string): Promise<void> {
  const path = join(root, 'package-lock.json');
  const lock = JSON.parse(await readFile(path, 'utf8')) as Lockfile;
  const added = {
    [`node_modules/@tessera/${name}`]: { resolved: `subgraphs/${name}`, link: true },
    [`subgraphs/${name}`]: { name: `@tessera/${name}`, version: '0.1.0' },
  };
  const packages = Object.entries({ ...lock.packages, ...added });
  const entries = packages.toSorted(([one], [other]) => one.localeCompare(other, 'en'));
  await writeFile(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
  await link(join(root, 'node_modules'), name);
}

async function link(modules: string, name: string): Promise<void> {
  const target = join(modules, '@tessera', name);
  await mkdir(join(modules, '@tessera'), { recursive: true });
  if (!existsSync(target)) await symlink(join('..', '..', 'subgraphs', name), target, 'junction');
  // The next start compares what is installed with the new lockfile, in place of installing everything again.
  await rm(join(modules, '.tessera-install'), { force: true });
}

/** Whether a workspace of this name, for example a package, is there already. */
export async function isWorkspace(root: string, name: string): Promise<boolean> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
  return `node_modules/@tessera/${name}` in lock.packages;
}
