import { median } from '../../gateway/measure/statistics.ts';
import type { Progress } from '../../gateway/report/progress.ts';
import type { Contender } from '../contenders.ts';
import { PAGE, type BenchDatabase } from '../database.ts';
import type { BenchOptions } from '../options.ts';
import type { MeasuredServer } from '../server.ts';
import { databaseUsage, usedSince } from './usage.ts';

/** What one server used in one round, each request on average. */
export interface Sample {
  /** CPU time of the server's process, in microseconds. */
  readonly cpu: number;
  /** CPU time of the database's processes, in microseconds. */
  readonly databaseCpu: number;
  /** Median time to the answer under this load, in milliseconds. */
  readonly latency: number;
  /** Resident set after the round, in bytes. */
  readonly memory: number;
}

export interface Series {
  readonly contender: Pick<Contender, 'name' | 'label'>;
  readonly samples: readonly Sample[];
}

const CONNECTIONS = 8;

/**
 * Asks every server in turn, round after round, so that whatever else the machine does meets all alike. Nobody but the
 * server that is asked has work meanwhile.
 */
export async function measureRequests(
  servers: readonly MeasuredServer[],
  database: BenchDatabase,
  { rounds, requests, warmUp }: BenchOptions,
  progress: Progress,
): Promise<readonly Series[]> {
  const all = servers.map((server) => ({ server, samples: [] as Sample[] }));
  progress.expect(servers.length * (rounds + 1));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { server, samples } of all) {
      progress.step(`${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}: ${server.contender.label}`);
      if (round === 0) await drive(server, database, warmUp);
      else samples.push(await sample(server, database, requests));
    }
  }
  return all.map(({ server, samples }) => {
    const { name, label } = server.contender;
    return { contender: { name, label }, samples };
  });
}

async function sample(server: MeasuredServer, database: BenchDatabase, requests: number): Promise<Sample> {
  const [databaseBefore, before] = [await databaseUsage(database), await server.usage()];
  const latency = await drive(server, database, requests);
  const [after, databaseAfter] = [await server.usage(), await databaseUsage(database)];
  return {
    cpu: (after.cpu - before.cpu) / requests,
    databaseCpu: usedSince(databaseBefore, databaseAfter) / requests,
    latency,
    memory: after.memory,
  };
}

/** Over as many connections as stay busy, for one tenant after the other. Gives the median time to an answer. */
async function drive(server: MeasuredServer, { tenants }: BenchDatabase, requests: number): Promise<number> {
  const queue = Array.from({ length: requests }, (_, at) => tenants[at % tenants.length] ?? '');
  const latencies: number[] = [];
  const work = async () => {
    for (let tenant = queue.pop(); tenant !== undefined; tenant = queue.pop()) {
      const startedAt = performance.now();
      await server.ask('nested', tenant, PAGE);
      latencies.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return median(latencies);
}
