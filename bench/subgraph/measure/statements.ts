import { startCountingProxy, type CountingProxy, type Traffic } from '@tessera/testkit';
import type { Progress } from '../../gateway/report/progress.ts';
import type { Contender, Question } from '../contenders.ts';
import type { BenchDatabase } from '../database.ts';
import { startServer, type MeasuredServer } from '../server.ts';

export const PAGES = [1, 20, 100] as const;

export interface StatementCount {
  readonly label: string;
  /** A page of customers alone, which one statement can read. */
  readonly flat: Traffic;
  /** Pages of customers with their deals, as long as PAGES says. */
  readonly nested: readonly Traffic[];
}

/** Counts what each server sends to the database for one request, once it is warm. */
export async function countStatements(
  contenders: readonly Contender[],
  database: BenchDatabase,
  progress: Progress,
): Promise<readonly StatementCount[]> {
  const counts: StatementCount[] = [];
  progress.expect(contenders.length);
  for (const contender of contenders) {
    progress.step(`counting statements: ${contender.label}`);
    await using proxy = await startCountingProxy(database.address);
    const server = await startServer(contender, database, proxy.address);
    try {
      counts.push({ label: contender.label, ...(await countOne(server, proxy, database)) });
    } finally {
      await server.stop();
    }
  }
  return counts;
}

async function countOne(server: MeasuredServer, proxy: CountingProxy, { tenants }: BenchDatabase) {
  const count = async (question: Question, first: number): Promise<Traffic> => {
    const counts: Traffic[] = [];
    for (let time = 0; time < REQUESTS; time += 1) {
      counts.push(await proxy.during(() => server.ask(question, tenants[0] ?? '', first)));
    }
    // Others count what a new connection is told once, and what goes on in the background.
    return { trips: least(counts, 'trips'), statements: least(counts, 'statements') };
  };
  const flat = await count('flat', 20);
  const nested: Traffic[] = [];
  for (const first of PAGES) nested.push(await count('nested', first));
  return { flat, nested };
}

const REQUESTS = 12;
const least = (counts: readonly Traffic[], of: keyof Traffic) => Math.min(...counts.map((each) => each[of]));
