import { resolve } from 'node:path';
import { createBackup, createSteps, isOperatorError, OperatorError, readSystemSettings } from '@tessera/platform';

/** `npm run backup -- FILE`: backs up the data folder with its databases, also while Tessera runs. */
async function main(): Promise<void> {
  const settings = readSystemSettings();
  if (settings.databaseUrl) {
    throw new OperatorError(
      'The databases are on the server of TESSERA_DATABASE_URL: back them up there, with pg_dump or pg_basebackup.',
    );
  }
  const target =
    resolve(process.argv[2] ?? `tessera-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.tar.gz`);
  const inMegabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  await createSteps().run('Back up', () => createBackup({ ...settings, target }), inMegabytes);
  const except = settings.rootKey ? ' except TESSERA_ROOT_KEY' : '';
  process.stdout.write(`\n${target}\nKeep it from others: it holds the keys${except}.\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error)?.stack ?? error)}\n`);
  process.exitCode = 1;
});
