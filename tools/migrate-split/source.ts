import { OperatorError } from '@tessera/platform';
import { openMysqlSource } from './mysql-source.ts';
import { OLD_SCHEMA, OLD_TABLES, type OldRow, type OldTable } from './old-schema.ts';
import { openPostgresSource } from './postgres-source.ts';

/** The old database, read at one moment in a transaction that can write nothing. */
export interface Source {
  /** The address without user and password; tells one source from another. */
  readonly name: string;
  /** The columns of a table; empty when there is no such table. */
  columns(table: OldTable): Promise<readonly string[]>;
  count(table: OldTable): Promise<number>;
  /** Whole rows, in the order of the table's key. */
  read(table: OldTable): AsyncIterable<readonly OldRow[]>;
  close(): Promise<void>;
}

/** @throws OperatorError when the URL names no database, or none that can be reached */
export async function openSource(address: string): Promise<Source> {
  const url = URL.canParse(address) ? new URL(address) : null;
  const database = url?.pathname.slice(1);
  if (!url || !database) throw new OperatorError('Name the old database: --from postgresql://user:password@host:5432/name');
  const name = `${url.protocol}//${url.host}/${database}`;
  switch (url.protocol) {
    case 'postgres:':
    case 'postgresql:':
      return openPostgresSource(address, name);
    case 'mysql:':
    case 'mariadb:':
      return openMysqlSource(url, name);
    default:
      throw new OperatorError(`--from ${url.protocol}// is not known: use postgresql:// or mysql://.`);
  }
}

/**
 * Asks whether the source has the three tables with what is needed of them.
 * @returns columns that will be left behind, as `table.column`
 * @throws OperatorError that names every table and column that is missing
 */
export async function checkShape(source: Source): Promise<readonly string[]> {
  const missing: string[] = [];
  const unknown: string[] = [];
  for (const table of OLD_TABLES) {
    const { required, optional } = OLD_SCHEMA[table];
    const found = await source.columns(table);
    if (found.length === 0) missing.push(table);
    else missing.push(...required.filter((each) => !found.includes(each)).map((each) => `${table}.${each}`));
    unknown.push(...found.filter((each) => ![...required, ...optional].includes(each)).map((each) => `${table}.${each}`));
  }
  if (missing.length === 0) return unknown;
  throw new OperatorError(
    `${source.name} lacks ${missing.join(', ')}: make views of these names, as docs/migrate-split.md describes them.`,
  );
}
