import type { MediaSigner } from './signatures.ts';

/** A column of this service's database in which addresses of files can stand: what people wrote. */
export interface AddressColumn {
  readonly table: string;
  readonly column: string;
  readonly type: 'jsonb' | 'text';
}

/** All of them: addresses in them are signed anew when the root key is replaced (docs/decisions/0029). */
export const ADDRESS_COLUMNS: readonly AddressColumn[] = [
  { table: 'content_items', column: 'data', type: 'jsonb' },
  { table: 'content_revisions', column: 'data', type: 'jsonb' },
  { table: 'published_items', column: 'data', type: 'jsonb' },
  { table: 'content_claims', column: 'value', type: 'text' },
];

/** What every address of a file has in it, whatever its host. */
export const ADDRESS_MARK = '/media/files/';
const ADDRESS = new RegExp(`${ADDRESS_MARK}([0-9a-f-]{36}/[0-9a-f-]{36}/[a-z]+)/([\\w-]+)`, 'g');

/** The text with each address that `from` has signed signed by `to`. Others stay: to sign them would give leave to read. */
export function resignAddresses(text: string, from: MediaSigner, to: MediaSigner): string {
  return text.replace(ADDRESS, (address, path: string, signature: string) =>
    from.isSigned(path, signature) ? `${ADDRESS_MARK}${path}/${to.signFile(path)}` : address);
}
