import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createSteps, OperatorError, readSystemSettings, restoreBackup } from '@tessera/platform';
import { runTool } from './command-line.ts';

/** `npm run restore -- FILE`: puts a backup in the data folder's place. `--force` moves an existing one aside. */
async function main(): Promise<void> {
  const settings = readSystemSettings();
  const { values, positionals } =
    parseArgs({ options: { force: { type: 'boolean', default: false } }, allowPositionals: true });
  const [file] = positionals;
  if (!file) throw new OperatorError('Name the backup: `npm run restore -- FILE`.');
  if (settings.databaseUrl) {
    throw new OperatorError('A backup is restored into the embedded databases: unset TESSERA_DATABASE_URL.');
  }
  const restore = { archive: resolve(file), dataDir: settings.dataDir, force: values.force };
  const aside = await createSteps().run('Restore', () => restoreBackup(restore));
  process.stdout.write(`\nRestored ${settings.dataDir}.${aside ? ` What was there is in ${aside}.` : ''}\n`);
}

await runTool('npm run restore -- FILE [--force]', main);
