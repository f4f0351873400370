import { join } from 'node:path';
import { startChild, type Child } from '../../gateway/process/child.ts';
import type { Progress } from '../../gateway/report/progress.ts';
import type { BenchDatabase } from '../database.ts';
import type { BenchOptions } from '../options.ts';
import { jobOf } from '../server.ts';
import { databaseUsage, usedSince } from './usage.ts';

/** What one read cost in one round, on average, in microseconds. */
export interface ReadCost {
  readonly cpu: number;
  readonly databaseCpu: number;
}

/** The costs of one read with a tenant and without, round by round. */
export interface ReadSeries {
  readonly read: string;
  readonly with: readonly ReadCost[];
  readonly without: readonly ReadCost[];
}

export const READS = ['Prisma, 20 rows', 'Prisma, 1 row', 'SQL, 20 rows', 'SQL, 1 row'] as const;

/** All reads in turn, round after round, in one process. */
export async function measureReads(
  database: BenchDatabase,
  { rounds, requests, warmUp }: BenchOptions,
  progress: Progress,
): Promise<readonly ReadSeries[]> {
  const child = startChild(null, join(import.meta.dirname, '../servers/reads.ts'));
  const series = READS.map((read) => ({ read, with: [] as ReadCost[], without: [] as ReadCost[] }));
  progress.expect(rounds + 1);
  try {
    await child.ask('start', jobOf(database));
    for (let round = 0; round <= rounds; round += 1) {
      progress.step(`reads with and without a tenant: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`);
      for (const each of series) {
        for (const tenant of ['without', 'with'] as const) {
          const cost = await costOf(child, database, `${each.read}, ${tenant}`, round === 0 ? warmUp : requests);
          if (round > 0) each[tenant].push(cost);
        }
      }
    }
  } finally {
    await child.stop();
  }
  return series;
}

async function costOf(child: Child, database: BenchDatabase, name: string, times: number): Promise<ReadCost> {
  const before = await databaseUsage(database);
  const cpu = await child.ask<number>('read', { name, times });
  return { cpu, databaseCpu: usedSince(before, await databaseUsage(database)) / times };
}
