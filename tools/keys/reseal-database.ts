import type pg from 'pg';
import { deriveKeyring, rootFingerprint } from '@tessera/keyring';
import { OperatorError, readMeta, ROOT_NOTE, writeMeta } from '@tessera/platform';
import { createSealedBox, type SealedBox } from '../../subgraphs/auth/src/crypto/sealed-box.ts';
import { SEALED_COLUMNS, type SealedColumn } from '../../subgraphs/auth/src/crypto/sealed-columns.ts';
import { resignWritten } from './resign-addresses.ts';
import { tableExists } from './table-exists.ts';

/** By service; the others keep nothing sealed. Such a column is named `sealed_…`, by which a test finds it. */
const SEALED: Readonly<Record<string, readonly SealedColumn[]>> = { auth: SEALED_COLUMNS };

export interface RootChange {
  readonly current: Uint8Array;
  readonly next: Uint8Array;
}

/** `unmade`: nothing was ever laid in it. */
export type SealedWith = 'current' | 'next' | 'unmade';

/**
 * Asks which of the two root keys a database is sealed with, and opens what the present one has sealed.
 * @throws OperatorError when it is neither
 */
export async function findSeal(owner: pg.Client, service: string, { current, next }: RootChange): Promise<SealedWith> {
  if (!(await tableExists(owner, 'tessera.meta'))) return 'unmade';
  const note = await readMeta(owner, ROOT_NOTE);
  if (note === rootFingerprint(next)) return 'next';
  if (note !== null && note !== rootFingerprint(current)) throw sealedWithAnother(owner.database);
  const box = boxOf(current, service);
  for (const column of await columnsOf(owner, service)) {
    for (const row of await readSealed(owner, column)) open(box, column, row);
  }
  return 'current';
}

/**
 * Seals and signs all of a database anew, and notes with which root key: both or neither.
 * @returns how many values there were
 */
export async function resealDatabase(owner: pg.Client, service: string, { current, next }: RootChange): Promise<number> {
  await owner.query('BEGIN');
  try {
    // As a migration takes it, so that none is under way.
    await owner.query("SELECT pg_advisory_xact_lock(hashtext('tessera'), hashtext('migrate'))");
    let count = 0;
    for (const column of await columnsOf(owner, service)) {
      count += await resealColumn(owner, column, boxOf(current, service), boxOf(next, service));
    }
    if (service === 'cms') count += await resignWritten(owner, { current, next });
    await writeMeta(owner, ROOT_NOTE, rootFingerprint(next));
    await owner.query('COMMIT');
    return count;
  } catch (error) {
    await owner.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

export const sealedWithAnother = (database: string | undefined, what = 'What it holds'): OperatorError =>
  new OperatorError(
    `The root key is not the one of ${database}: ${what} was sealed with another. ` +
      'Set TESSERA_ROOT_KEY to that one. Nothing was changed.',
  );

async function resealColumn(owner: pg.Client, sealed: SealedColumn, from: SealedBox, to: SealedBox): Promise<number> {
  const { table, key, column, labelOf } = sealed;
  await owner.query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
  const rows = await readSealed(owner, sealed);
  for (const row of rows) {
    const resealed = to.seal(open(from, sealed, row), labelOf(row.key));
    await owner.query(`UPDATE ${table} SET ${column} = $2 WHERE ${key}::text = $1`, [row.key, resealed]);
  }
  return rows.length;
}

interface SealedRow {
  readonly key: string;
  readonly value: string;
}

async function readSealed(owner: pg.Client, { table, key, column }: SealedColumn): Promise<SealedRow[]> {
  const sql = `SELECT ${key}::text AS key, ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`;
  return (await owner.query<SealedRow>(sql)).rows;
}

function open(box: SealedBox, { table, labelOf }: SealedColumn, { key, value }: SealedRow): Buffer {
  try {
    return box.open(value, labelOf(key));
  } catch {
    throw sealedWithAnother(table, `the row ${key}`);
  }
}

/** Without tables that a database of an older release lacks. */
async function columnsOf(owner: pg.Client, service: string): Promise<SealedColumn[]> {
  const found: SealedColumn[] = [];
  for (const column of SEALED[service] ?? []) if (await tableExists(owner, column.table)) found.push(column);
  return found;
}

const boxOf = (root: Uint8Array, service: string) => createSealedBox(deriveKeyring(root, service, []).encryption);
