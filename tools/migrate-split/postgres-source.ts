import pg from 'pg';
import { messageOf, OperatorError } from '@tessera/platform';
import { readByCursor } from './cursor.ts';
import { OLD_SCHEMA } from './old-schema.ts';
import type { Source } from './source.ts';

const CONNECT_MS = 10_000;

/** @throws OperatorError when it cannot be reached */
export async function openPostgresSource(address: string, name: string): Promise<Source> {
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new OperatorError(`${name} cannot be reached (${messageOf(error)}): correct --from.`, { cause: error });
  }
  await client.query("SET TIME ZONE 'UTC'; SET datestyle = 'ISO'");
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  return {
    name,
    async columns(table) {
      const { rows } = await client.query<{ name: string }>(
        `SELECT attname AS name FROM pg_attribute
         WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
        [table],
      );
      return rows.map((row) => row.name);
    },
    async count(table) {
      const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
      return Number(rows[0]?.count);
    },
    read: (table) => readByCursor(client, `SELECT * FROM ${table} ORDER BY ${OLD_SCHEMA[table].key.join(', ')}`),
    close: () => client.end(),
  };
}
