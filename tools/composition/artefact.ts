import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './subgraphs.ts';

/** A generated file of the repository: its path from the root, and what it has to hold. */
export interface Artefact {
  readonly path: string;
  readonly content: string;
}

/**
 * Writes generated files, or with `--check` fails (exit code 1) where one is missing or stale.
 * @param cure the command that writes them.
 */
export function settle(artefacts: readonly Artefact[], cure: string): void {
  const check = process.argv.includes('--check');
  for (const { path, content } of artefacts) {
    const file = join(ROOT, path);
    const isFresh = existsSync(file) && readFileSync(file, 'utf8') === content;
    if (isFresh) {
      console.log(`${path} is fresh.`);
    } else if (check) {
      console.error(`${path} is ${existsSync(file) ? 'stale' : 'missing'}: run \`${cure}\`.`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      console.log(`Wrote ${path}.`);
    }
  }
}
