import { describeMachine, type Machine } from '../gateway/report/machine.ts';
import { writeResults, writeSection } from '../gateway/report/page.ts';
import { showProgress, type Progress } from '../gateway/report/progress.ts';
import { startTestServer } from '../../tools/test/database-server.ts';
import { listContenders, PEERS, type Contender } from './contenders.ts';
import { fillDatabase, PAGE, type BenchDatabase } from './database.ts';
import { checkAgreement } from './measure/agreement.ts';
import { measureReads } from './measure/reads.ts';
import { measureRequests, type Series } from './measure/requests.ts';
import { countStatements, PAGES } from './measure/statements.ts';
import { readOptions, type BenchOptions } from './options.ts';
import { readReport, requestReport, statementReport } from './report.ts';
import { startServer, type MeasuredServer } from './server.ts';

interface Bench {
  readonly options: BenchOptions;
  readonly contenders: readonly Contender[];
  readonly database: BenchDatabase;
  readonly machine: Machine;
  readonly progress: Progress;
}

/** `npm run bench:subgraph`: measures, prints, and writes docs/benchmarks.md unless it was for the eye. */
export async function benchSubgraph(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const progress = showProgress();
  progress.note('starting a database');
  const server = await startTestServer();
  process.env['TESSERA_TEST_DATABASE_URL'] = server.url;
  try {
    await using database = await fillDatabase();
    const machine = describeMachine(PEERS, import.meta.url);
    const contenders = listContenders(machine.versions, options.beside);
    await measureAll({ options, contenders, database, machine, progress });
  } finally {
    progress.end();
    await server.stop();
  }
}

async function measureAll(bench: Bench): Promise<void> {
  const { options, contenders, database, machine, progress } = bench;
  const requests = await measureServers(bench);
  show(bench, 'requests', requests, requestReport(requests, machine, options));
  const reads = await measureReads(database, options, progress);
  show(bench, 'reads', reads, readReport(reads, machine, options));
  const counts = await countStatements(contenders, database, progress);
  show(bench, 'statements', counts, statementReport(counts));
}

async function measureServers({ options, contenders, database, progress }: Bench): Promise<readonly Series[]> {
  const servers: MeasuredServer[] = [];
  try {
    for (const contender of contenders) {
      progress.note(`starting ${contender.label}`);
      servers.push(await startServer(contender, database));
    }
    for (const first of [PAGE, ...PAGES]) await checkAgreement(servers, database, first);
    return await measureRequests(servers, database, options, progress);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function show({ options, machine, progress }: Bench, name: string, measured: unknown, report: string): void {
  progress.end();
  process.stdout.write(`\n${name}\n\n${report}\n`);
  writeResults(options.isForTheEye ? `quick-${name}` : name, { machine, measured }, 'subgraph');
  if (!options.isForTheEye) writeSection(name, report, 'subgraph');
}
