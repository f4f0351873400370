import { readFile } from 'node:fs/promises';
import type { BenchDatabase } from '../database.ts';

/** CPU time of the database's processes by their ids, in microseconds. */
export type DatabaseUsage = ReadonlyMap<number, number>;

/** NaN in place of a time where the system does not tell (`/proc/<pid>/schedstat`, Linux). */
export async function databaseUsage(database: BenchDatabase): Promise<DatabaseUsage> {
  const processes = await database.sql<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
  );
  return new Map(await Promise.all(processes.map(async ({ pid }) => [pid, await cpuOf(pid)] as const)));
}

/** A connection that ended in between had stood idle: the ones under load stay. */
export function usedSince(before: DatabaseUsage, after: DatabaseUsage): number {
  return [...after].reduce((sum, [pid, cpu]) => sum + cpu - (before.get(pid) ?? 0), 0);
}

async function cpuOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '');
  const [nanoseconds = Number.NaN] = text === '' ? [] : text.split(' ').map(Number);
  return nanoseconds / 1_000;
}
