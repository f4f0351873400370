import type pg from 'pg';
import { OperatorError } from '@tessera/platform';
import { isUniqueViolation } from '@tessera/tenancy';
import type { Backup } from './backup.ts';
import { inTransaction } from './cursor.ts';
import type { OldRow, OldTable } from './old-schema.ts';
import { createProgress } from './progress.ts';
import type { Run } from './runs.ts';
import type { Survey } from './survey.ts';
import type { Targets } from './targets.ts';

/** What moving a table has at hand. */
export interface Move {
  readonly run: Run;
  readonly targets: Targets;
  readonly backup: Backup;
  readonly survey: Survey;
}

/** Writes one batch of old rows, with their new ids, to the database. Runs in a transaction. */
export type WriteBatch = (move: Move, rows: readonly OldRow[]) => Promise<void>;

/**
 * Moves one table from the backup, a batch a transaction. How far it is, is written in the same transaction: whoever is
 * killed goes on behind the last batch that was committed.
 */
export async function moveTable(move: Move, table: OldTable, database: pg.Client, write: WriteBatch): Promise<void> {
  const { run, backup, survey } = move;
  const alreadyDone = await rowsRead(database, run.id, table);
  const progress = createProgress(`Move ${table}`, { total: survey.rows[table], alreadyDone });
  let at = 0;
  for await (const batch of backup.read(table)) {
    const first = at;
    at += batch.length;
    if (at <= alreadyDone) continue;
    const rows = batch.filter((_, index) => first + index >= alreadyDone && !survey.leftBehind[table].has(first + index));
    const writeAll = async () => {
      await write(move, rows);
      await database.query(
        `INSERT INTO split.progress VALUES ($1, $2, $3)
         ON CONFLICT (run_id, old_table) DO UPDATE SET rows_read = excluded.rows_read`,
        [run.id, table, at],
      );
    };
    await inTransaction(database, writeAll).catch((error: unknown) => explain(error, table));
    progress.advance(at - Math.max(first, alreadyDone));
  }
  progress.end();
}

function explain(error: unknown, table: OldTable): never {
  if (!isUniqueViolation(error)) throw error;
  throw new OperatorError(
    `A row of ${table} met one that somebody made in Tessera during the move: stop Tessera, and run this again.`,
    { cause: error },
  );
}

async function rowsRead(database: pg.Client, runId: string, table: OldTable): Promise<number> {
  const { rows } = await database.query<{ rows_read: number }>(
    'SELECT rows_read FROM split.progress WHERE run_id = $1 AND old_table = $2',
    [runId, table],
  );
  return rows[0]?.rows_read ?? 0;
}
