import type pg from 'pg';
import { deriveKeyring } from '@tessera/keyring';
import { createSigner, type MediaSigner } from '../../subgraphs/cms/src/media/signatures.ts';
import { ADDRESS_COLUMNS, ADDRESS_MARK, resignAddresses, type AddressColumn } from '../../subgraphs/cms/src/media/signed-addresses.ts';
import type { RootChange } from './reseal-database.ts';
import { tableExists } from './table-exists.ts';

/** Keeps whole articles, so that not too many are in memory. */
const ROWS_AT_ONCE = 200;

/**
 * Signs addresses of media files anew that stand in what was written, in the caller's transaction.
 * @returns how many values have changed
 */
export async function resignWritten(owner: pg.Client, { current, next }: RootChange): Promise<number> {
  const signerOf = (root: Uint8Array) => createSigner(deriveKeyring(root, 'cms', []).encryption ?? '');
  const [from, to] = [signerOf(current), signerOf(next)];
  let count = 0;
  for (const column of ADDRESS_COLUMNS) {
    if (await tableExists(owner, column.table)) count += await resignColumn(owner, column, from, to);
  }
  return count;
}

/** Rows are known by their places, which are theirs for as long as the table is locked. */
async function resignColumn(owner: pg.Client, { table, column, type }: AddressColumn, from: MediaSigner, to: MediaSigner): Promise<number> {
  await owner.query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
  await owner.query(`DECLARE written CURSOR FOR SELECT ctid::text AS place, ${column}::text AS value FROM ${table}
    WHERE position('${ADDRESS_MARK}' IN ${column}::text) > 0`);
  let count = 0;
  for (;;) {
    const { rows } = await owner.query<{ place: string; value: string }>(`FETCH ${ROWS_AT_ONCE} FROM written`);
    if (rows.length === 0) break;
    for (const { place, value } of rows) {
      const resigned = resignAddresses(value, from, to);
      if (resigned === value) continue;
      await owner.query(`UPDATE ${table} SET ${column} = $2::${type} WHERE ctid = $1::tid`, [place, resigned]);
      count += 1;
    }
  }
  await owner.query('CLOSE written');
  return count;
}
