import { loadavg } from 'node:os';
import { isOperatorError } from '@tessera/platform';
import { describeMachine } from '../gateway/report/machine.ts';
import { writeResults, writeSection } from '../gateway/report/page.ts';
import { showProgress } from '../gateway/report/progress.ts';
import { startTestServer } from '../../tools/test/database-server.ts';
import { measureRun, type BillingRun } from './measure.ts';
import { readOptions } from './options.ts';
import { billingReport } from './report.ts';

/** `npm run bench:billing`: measures, prints, and writes docs/benchmarks.md unless it was for the eye. */
async function benchBilling(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const progress = showProgress();
  const [load = 0] = loadavg();
  const server = await startTestServer();
  process.env['TESSERA_TEST_DATABASE_URL'] = server.url;
  try {
    const runs: BillingRun[] = [];
    for (const size of options.sizes) runs.push(await measureRun(size, options, progress.note));
    progress.end();
    const machine = describeMachine([], import.meta.url);
    const report = billingReport(runs, machine, load);
    process.stdout.write(`\n${report}\n`);
    writeResults(options.isForTheEye ? 'quick-runs' : 'runs', { machine, runs }, 'billing');
    if (!options.isForTheEye) writeSection('runs', report, 'billing');
  } finally {
    progress.end();
    await server.stop();
  }
}

await benchBilling(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${isOperatorError(error) ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
