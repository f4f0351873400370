/** The parts of POSIX ustar (IEEE Std 1003.1, pax) that a backup needs: folders, and files with short names. */

export const BLOCK = 512;

export interface TarEntry {
  /** Relative, with `/`; a folder's without its last one. */
  readonly path: string;
  readonly type: 'file' | 'folder';
  /** Bytes; 0 for a folder. */
  readonly size: number;
}

export function encodeHeader({ path, type, size }: TarEntry): Buffer {
  const header = Buffer.alloc(BLOCK);
  const [prefix, name] = splitPath(type === 'folder' ? `${path}/` : path);
  header.write(name, 0, 100);
  header.write(type === 'folder' ? '0000700\0' : '0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${octal(size, 11)}\0`, 124);
  header.write(`${octal(0, 11)}\0`, 136);
  header.write(' '.repeat(8), 148);
  header.write(type === 'folder' ? '5' : '0', 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345, 155);
  header.write(`${octal(checksum(header), 6)}\0 `, 148);
  return header;
}

/** @returns null for the empty block that ends an archive. @throws Error when the block is no header of ours */
export function decodeHeader(header: Buffer): TarEntry | null {
  if (header.every((byte) => byte === 0)) return null;
  const given = Number.parseInt(textAt(header, 148, 8), 8);
  const blanked = Buffer.from(header);
  blanked.write(' '.repeat(8), 148);
  if (given !== checksum(blanked)) throw new Error('a header is damaged');
  const flag = textAt(header, 156, 1);
  if (flag !== '0' && flag !== '5') throw new Error(`an entry has the unknown type ${JSON.stringify(flag)}`);
  const prefix = textAt(header, 345, 155);
  const path = `${prefix ? `${prefix}/` : ''}${textAt(header, 0, 100)}`.replace(/\/$/, '');
  const size = Number.parseInt(textAt(header, 124, 12), 8);
  return { path, type: flag === '5' ? 'folder' : 'file', size };
}

/** How many bytes fill up the last block of an entry of this size. */
export const paddingOf = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK;

function splitPath(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ['', path];
  const cut = path.indexOf('/', path.length - 101);
  if (cut <= 0 || cut > 155 || Buffer.byteLength(path) !== path.length) {
    throw new Error(`The path ${path} is too long for a backup.`);
  }
  return [path.slice(0, cut), path.slice(cut + 1)];
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');

function textAt(header: Buffer, offset: number, length: number): string {
  const field = header.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString('utf8').trim();
}

function checksum(header: Buffer): number {
  return header.reduce((sum, byte) => sum + byte, 0);
}
