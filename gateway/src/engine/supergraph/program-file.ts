import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program of ours: beside this file, or, when this file is part of a bundle in dist/, a bundle beside it. */
export function programFile(name: string): string {
  const [source, bundle] = [new URL(`./${name}.ts`, import.meta.url), new URL(`./${name}.js`, import.meta.url)];
  return fileURLToPath(existsSync(source) ? source : bundle);
}
