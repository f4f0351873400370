import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A program of ours, to be run in a thread or process of its own: beside the file that asks, or, where that is part of
 * a bundle in dist/, a bundle beside it.
 * @param from `import.meta.url` of the file that asks
 */
export function programFile(name: string, from: string): string {
  const [source, bundle] = [new URL(`./${name}.ts`, from), new URL(`./${name}.js`, from)];
  return fileURLToPath(existsSync(source) ? source : bundle);
}
