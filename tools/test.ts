import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { prepareTemplates } from '@tessera/testkit';
import { listServices } from './start/services.ts';
import { startTestServer } from './test/database-server.ts';
import { findNeeds } from './test/needs.ts';
import { runJest, type FileCounts } from './test/run-jest.ts';

/**
 * `npm test`: starts a PostgreSQL server of its own for this run, tells what the machine lacks, runs Jest (arguments
 * are passed on to it), and closes with the line `N passed, N failed, N skipped`.
 *
 * With TESSERA_TEST_NO_SKIP=1, as CI sets it, a skipped test fails the run. With TESSERA_TEST_SECOND_TRY=1, which CI
 * sets too, a file that failed runs once more, alone; when it passes then, the run says that it is unsteady.
 */
const root = resolve(import.meta.dirname, '..');
if (!existsSync(resolve(root, 'supergraph.graphql'))) throw new Error('Run `npm run compose` first.');

/** More than this is no noise of the machine's. */
const MOST_SECOND_TRIES = 3;

const needs = await findNeeds();
for (const { what, cure } of needs.missing) process.stdout.write(`Skipping what needs ${what}: ${cure}\n`);

const server = await startTestServer();
let failed = true;
try {
  process.env['TESSERA_TEST_DATABASE_URL'] = server.url;
  await prepareTemplates(listServices());
  const files = await runTests(process.argv.slice(2));
  const total = (count: 'passed' | 'failed' | 'skipped') => files.reduce((sum, file) => sum + file[count], 0);
  const [passed, broken, skipped] = [total('passed'), total('failed'), total('skipped')];
  const mayNotSkip = process.env['TESSERA_TEST_NO_SKIP'] === '1' && skipped > 0;
  failed = broken > 0 || passed === 0 || mayNotSkip;
  if (mayNotSkip) process.stdout.write('A test was skipped, and this run may skip none.\n');
  process.stdout.write(`${passed} passed, ${broken} failed, ${skipped} skipped\n`);
} finally {
  await server.stop();
}
process.exit(failed ? 1 : 0);

async function runTests(args: readonly string[]): Promise<readonly FileCounts[]> {
  const first = (await runJest(root, args, needs.env)) ?? [];
  const failing = first.filter((file) => file.failed > 0).map((file) => file.path);
  if (failing.length === 0 || failing.length > MOST_SECOND_TRIES || !process.env['TESSERA_TEST_SECOND_TRY']) return first;
  const second = (await runJest(root, ['--maxWorkers=1', '--runTestsByPath', ...failing], needs.env)) ?? [];
  for (const { path, failed: left } of second) {
    if (left === 0) process.stdout.write(`Unsteady: ${relative(root, path)} failed among the others and passed alone.\n`);
  }
  return first.map((file) => second.find(({ path }) => path === file.path) ?? file);
}
