import type pg from 'pg';
import { OperatorError, roleName } from '@tessera/platform';

/**
 * Asks whether a service is connected to one of these databases. One that is up but has lost its database is not seen.
 * @throws OperatorError when one is
 */
export async function requireStopped(admin: pg.Client, databases: readonly string[]): Promise<void> {
  const roles = databases.flatMap((database) => (['app', 'platform', 'tail'] as const).map((role) => roleName(database, role)));
  const { rows } = await admin.query<{ name: string }>(
    'SELECT DISTINCT datname AS name FROM pg_stat_activity WHERE usename = ANY($1) ORDER BY 1',
    [roles],
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new OperatorError(`Services are connected to ${names}: stop every service and the gateway, and run this again.`);
}
