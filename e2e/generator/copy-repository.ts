import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '@tessera/testkit';

/**
 * A copy of the repository, as a clone with this work tree's changes would be: what git tracks or would track, in a
 * repository of its own. npm's packages are links to those installed here, our own workspaces are the copy's.
 */
export function copyRepository(): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'tessera-copy-')));
  for (const path of git(REPOSITORY, 'ls-files', '--cached', '--others', '--exclude-standard', '-z').split('\0')) {
    if (!path || !existsSync(join(REPOSITORY, path))) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(REPOSITORY, path), join(copy, path));
  }
  linkModules(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  for (const name of readdirSync(join(REPOSITORY, 'prisma'))) copyClient(name, copy);
  git(copy, 'init', '--quiet');
  git(copy, 'add', '--all');
  return copy;
}

export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

function linkModules(from: string, to: string): void {
  mkdirSync(to);
  // Caches and stamps are this installation's own.
  const isShared = (name: string) => !name.startsWith('.') || ['.bin', '.package-lock.json'].includes(name);
  for (const name of readdirSync(from).filter(isShared)) {
    if (name !== '@tessera') symlinkSync(join(from, name), join(to, name));
  }
  // Links that lead to the copy's own folders, since they are relative.
  cpSync(join(from, '@tessera'), join(to, '@tessera'), { recursive: true, verbatimSymlinks: true });
}

/** Generated and ignored by git; generating all of them anew takes longer than the rest of the copy. */
function copyClient(name: string, copy: string): void {
  const client = join('prisma', name, 'client');
  if (existsSync(join(REPOSITORY, client))) cpSync(join(REPOSITORY, client), join(copy, client), { recursive: true });
}
