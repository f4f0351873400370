import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../contenders.ts';
import type { BenchDatabase } from '../database.ts';
import type { MeasuredServer } from '../server.ts';

/**
 * Asks every server once for the same rows.
 * @throws when one answers with an error, or with other rows than the first
 */
export async function checkAgreement(servers: readonly MeasuredServer[], { tenants }: BenchDatabase, first: number) {
  const tenant = tenants[0] ?? '';
  let expected: readonly Row[] | undefined;
  for (const server of servers) {
    const rows = await rowsOf(server, tenant, first);
    expected ??= rows;
    if (rows.length === first && isDeepStrictEqual(rows, expected)) continue;
    throw new Error(`${server.contender.label} found other rows: ${JSON.stringify(rows).slice(0, 500)}`);
  }
}

async function rowsOf(server: MeasuredServer, tenant: string, first: number): Promise<readonly Row[]> {
  const { data, errors } = JSON.parse(await server.ask('nested', tenant, first)) as { data: unknown; errors?: unknown };
  if (errors) throw new Error(`${server.contender.label}: ${JSON.stringify(errors)}`);
  const rows = server.contender.rowsOf(data as never);
  // Of deals that are as old as one another, any order is right.
  return rows.map(([id, deals]) => [id, deals.toSorted()]);
}
