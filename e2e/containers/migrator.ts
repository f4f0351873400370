import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverFromUrl } from '@tessera/platform';
import { REPOSITORY, startProcess, testServerUrl } from '@tessera/testkit';
import { parseEnvFile, readComposeFile } from './compose.ts';
import { createContainers } from './containers.ts';

/** What an operator does with `.env` and the `migrate` container, of a system whose services are stopped. */
export interface Migrator {
  env(): Record<string, string>;
  /** `npm run keys -- --env --out .env` with these options, beside the compose file. */
  keys(...options: string[]): Promise<void>;
  migrate(): Promise<string>;
  replaceRoot(): Promise<string>;
}

/** @param project the folder of `.env` */
export function createMigrator({ image, project, prefix }: { image: string; project: string; prefix: string }): Migrator {
  const file = readComposeFile();
  const { host, port } = serverFromUrl(testServerUrl());
  const outside = { postgres: { url: testServerUrl(), host, port } };
  const env = () => parseEnvFile(readFileSync(join(project, '.env'), 'utf8'));
  const run = (command: readonly string[]) =>
    createContainers({ file, image, project, env: { ...env(), TESSERA_DATABASE_PREFIX: prefix }, outside }).run('migrate', command);
  return {
    env,
    async keys(...options) {
      const args = ['--env', '--out', '.env', ...options];
      const program = startProcess([join(REPOSITORY, 'tools/keys.ts'), ...args], { PATH: process.env['PATH'] }, project);
      if ((await program.ended) !== 0) throw new Error(program.output());
    },
    migrate: () => run(file.services['migrate']!.command!),
    replaceRoot: () => run(['node', 'tools/dist/keys.js', '--replace-root']),
  };
}
