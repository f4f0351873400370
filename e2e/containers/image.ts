import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, matchesGlob } from 'node:path';
import { REPOSITORY } from '@tessera/testkit';

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly link?: boolean }>>;
}

/**
 * Assembles in a temporary folder what the image holds: the paths that the Dockerfile's last stage copies, from this
 * work tree as it is built, and npm's packages without those that the Dockerfile prunes or removes.
 */
export function assembleImage(): string {
  const image = realpathSync(mkdtempSync(join(tmpdir(), 'tessera-image-')));
  for (const { sources, target } of copies()) {
    const isFolder = sources.length > 1 || target.endsWith('/');
    for (const source of sources) copy(source, join(image, target, isFolder ? basename(source) : ''));
  }
  return image;
}

/** Every file in the image that is not a package of npm's. */
export function listFiles(image: string): string[] {
  const entries = readdirSync(image, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((path) => !path.includes('node_modules')).toSorted();
}

function copies(): { sources: string[]; target: string }[] {
  return lastStage().flatMap((line) => {
    const [, words] = /^COPY --from=build --chown=root:root (.+)$/.exec(line) ?? [];
    if (!words) return [];
    const paths = words.split(' ');
    const sources = paths.slice(0, -1).map((path) => path.replace(/^\/app\//, ''));
    return [{ sources, target: paths.at(-1)! }];
  });
}

function lastStage(): string[] {
  const lines = dockerfile().split('\n');
  return lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
}

const dockerfile = () => readFileSync(join(REPOSITORY, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ');

function copy(source: string, target: string): void {
  if (source === 'node_modules') return linkPackages(target);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(REPOSITORY, source), target, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
}

function linkPackages(target: string): void {
  const { packages } = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8')) as Lockfile;
  const removed = /rm -rf ([^&\n]+)/.exec(dockerfile())?.[1]?.trim().split(' ') ?? [];
  for (const [path, { dev, link }] of Object.entries(packages)) {
    const isTop = /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path);
    const isRemoved = removed.some((pattern) => matchesGlob(path, pattern) || matchesGlob(dirname(path), pattern));
    if (!isTop || dev || link || isRemoved || !existsSync(join(REPOSITORY, path))) continue;
    const place = join(target, path.replace(/^node_modules\//, ''));
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(REPOSITORY, path), place);
  }
}
