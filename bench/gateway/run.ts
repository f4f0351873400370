import { isOperatorError } from '@tessera/platform';
import { installPeers } from './install.ts';

/** Everything else imports what is installed first, and so is imported after it. */
async function run(): Promise<void> {
  await installPeers(import.meta.dirname);
  const { benchGateway } = await import('./main.ts');
  await benchGateway(process.argv.slice(2));
}

await run().catch((error: unknown) => {
  process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
