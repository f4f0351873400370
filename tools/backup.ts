import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createBackup, createSteps, OperatorError, readSystemSettings } from '@tessera/platform';
import { runTool } from './command-line.ts';

/** `npm run backup -- FILE`: backs up the data folder with its databases, also while Tessera runs. */
async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const settings = readSystemSettings();
  if (settings.databaseUrl) {
    throw new OperatorError(
      'The databases are on the server of TESSERA_DATABASE_URL: back them up there, with pg_dump or pg_basebackup.',
    );
  }
  const target =
    resolve(positionals[0] ?? `tessera-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.tar.gz`);
  const inMegabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  await createSteps().run('Back up', () => createBackup({ ...settings, target }), inMegabytes);
  const except = settings.rootKey ? ' except TESSERA_ROOT_KEY' : '';
  process.stdout.write(`\n${target}\nKeep it from others: it holds the keys${except}.\n`);
  const media = join(settings.dataDir, 'media');
  if (existsSync(media)) process.stdout.write(`Media files are not in it: copy ${media} as well, after it.\n`);
}

await runTool('npm run backup [-- FILE]', main);
