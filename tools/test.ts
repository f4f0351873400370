import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { prepareTemplates } from '@tessera/testkit';
import { listServices } from './start/services.ts';
import { startTestServer } from './test/database-server.ts';
import { findNeeds } from './test/needs.ts';
import { runJest } from './test/run-jest.ts';

/**
 * `npm test`: starts a PostgreSQL server of its own for this run, tells what the machine lacks, runs Jest (arguments
 * are passed on to it), and closes with the line `N passed, N failed, N skipped`.
 *
 * With TESSERA_TEST_NO_SKIP=1, as CI sets it, a skipped test fails the run.
 */
const root = resolve(import.meta.dirname, '..');
if (!existsSync(resolve(root, 'supergraph.graphql'))) throw new Error('Run `npm run supergraph` first.');

const needs = await findNeeds();
for (const { what, cure } of needs.missing) process.stdout.write(`Skipping what needs ${what}: ${cure}\n`);

const server = await startTestServer();
let failed = true;
try {
  process.env['TESSERA_TEST_DATABASE_URL'] = server.url;
  await prepareTemplates(listServices());
  const counts = await runJest(root, process.argv.slice(2), needs.env);
  const mayNotSkip = process.env['TESSERA_TEST_NO_SKIP'] === '1' && counts.skipped > 0;
  failed = counts.failed > 0 || counts.passed === 0 || mayNotSkip;
  if (mayNotSkip) process.stdout.write('A test was skipped, and this run may skip none.\n');
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
} finally {
  await server.stop();
}
process.exit(failed ? 1 : 0);
