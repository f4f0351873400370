import type { Readable } from 'node:stream';
import mysql from 'mysql2';
import { messageOf, OperatorError } from '@tessera/platform';
import { BATCH, OLD_SCHEMA, type OldRow } from './old-schema.ts';
import type { Source } from './source.ts';

const CONNECT_MS = 10_000;
const DEFAULT_PORT = 3306;

/** MySQL and MariaDB. @throws OperatorError when it cannot be reached */
export async function openMysqlSource(url: URL, name: string): Promise<Source> {
  const connection = mysql.createConnection({
    host: url.hostname,
    port: Number(url.port) || DEFAULT_PORT,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    connectTimeout: CONNECT_MS,
    charset: 'utf8mb4',
    typeCast: (field) => (field.type === 'BIT' ? bitsOf(field.buffer()) : field.string('utf8')),
  });
  connection.on('error', () => undefined);
  const query = async (sql: string, values: string[] = []): Promise<OldRow[]> => {
    const [rows] = await connection.promise().query(sql, values);
    return rows as OldRow[];
  };
  try {
    await query("SET time_zone = '+00:00'");
    await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  } catch (error) {
    connection.destroy();
    throw new OperatorError(`${name} cannot be reached (${messageOf(error)}): correct --from.`, { cause: error });
  }
  return {
    name,
    async columns(table) {
      const rows = await query(
        `SELECT column_name AS name FROM information_schema.columns
         WHERE table_schema = database() AND table_name = ? ORDER BY ordinal_position`,
        [table],
      );
      return rows.map((row) => row['name'] ?? '');
    },
    async count(table) {
      const [row] = await query(`SELECT count(*) AS count FROM ${table}`);
      return Number(row?.['count']);
    },
    read(table) {
      const sql = `SELECT * FROM ${table} ORDER BY ${OLD_SCHEMA[table].key.join(', ')}`;
      return inBatches(connection.query(sql).stream({ highWaterMark: BATCH }));
    },
    close: () => connection.promise().end(),
  };
}

/** A BIT is bytes on the wire, where every other type is the text that is wanted here. */
function bitsOf(bytes: Buffer | null): string | null {
  return bytes && BigInt(`0x${bytes.toString('hex')}`).toString();
}

async function* inBatches(rows: Readable): AsyncGenerator<OldRow[]> {
  let batch: OldRow[] = [];
  for await (const row of rows as AsyncIterable<OldRow>) {
    // The driver's rows are of a class of its own.
    batch.push({ ...row });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
