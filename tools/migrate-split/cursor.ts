import type pg from 'pg';
import { BATCH, type OldRow } from './old-schema.ts';

/** Every value as PostgreSQL prints it. */
const AS_TEXT = { getTypeParser: () => (value: string | Buffer) => String(value) };

/** Reads a query's rows in batches, within a transaction that is open already. */
export async function* readByCursor(client: pg.Client, sql: string, values: unknown[] = []): AsyncGenerator<OldRow[]> {
  await client.query(`DECLARE split_rows NO SCROLL CURSOR FOR ${sql}`, values);
  try {
    for (;;) {
      const { rows } = await client.query<OldRow>({ text: `FETCH ${BATCH} FROM split_rows`, types: AS_TEXT });
      if (rows.length === 0) return;
      yield rows;
    }
  } finally {
    await client.query('CLOSE split_rows');
  }
}

/** Runs `work` in a transaction, whose changes the event log records under the request `migrate-split`. */
export async function inTransaction<T>(client: pg.Client, work: () => Promise<T>, mode = ''): Promise<T> {
  await client.query(`BEGIN ${mode}`);
  try {
    await client.query("SELECT set_config('app.request_id', 'migrate-split', true)");
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
