import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createGunzip } from 'node:zlib';
import { MANIFEST, parseManifest, type BackupManifest, type FileRecord } from './manifest.ts';
import { BLOCK, decodeHeader, paddingOf, type TarEntry } from './tar-format.ts';

/**
 * Unpacks an archive of createArchive, each entry to where `place` says, and compares every file with the manifest.
 * @throws Error when anything is damaged, cut off, missing or not in the manifest
 */
export async function unpackArchive(archive: string, place: (path: string) => string): Promise<BackupManifest> {
  const source = new BlockSource(createReadStream(archive).pipe(createGunzip()));
  const found: Record<string, FileRecord> = {};
  let manifest: BackupManifest | undefined;
  for (let entry = await nextEntry(source); entry; entry = await nextEntry(source)) {
    if (entry.path === MANIFEST) manifest = parseManifest((await source.take(entry.size)).toString('utf8'));
    else if (entry.type === 'folder') await mkdir(place(entry.path), { recursive: true, mode: 0o700 });
    else found[entry.path] = await unpackFile(source, entry, place(entry.path));
    await source.take(paddingOf(entry.size));
  }
  if (!manifest) throw new Error('it has no manifest');
  compare(manifest.files, found);
  return manifest;
}

async function nextEntry(source: BlockSource): Promise<TarEntry | null> {
  const entry = decodeHeader(await source.take(BLOCK));
  // Checked before it becomes a path on disk: an archive from elsewhere could name one outside its folder.
  if (entry && (entry.path.startsWith('/') || entry.path.split('/').includes('..') || entry.path.includes('\\'))) {
    throw new Error(`it names the path ${entry.path}`);
  }
  return entry;
}

async function unpackFile(source: BlockSource, { size }: TarEntry, target: string): Promise<FileRecord> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  const file = await open(target, 'wx', 0o600);
  try {
    for (let left = size; left > 0; ) {
      const chunk = await source.some(left);
      hash.update(chunk);
      await file.writeFile(chunk);
      left -= chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest('hex') };
}

function compare(wanted: Readonly<Record<string, FileRecord>>, found: Readonly<Record<string, FileRecord>>): void {
  for (const [path, { size, sha256 }] of Object.entries(wanted)) {
    const file = found[path];
    if (file?.size !== size || file.sha256 !== sha256) {
      throw new Error(`${path} is ${file ? 'not what was backed up' : 'missing'}`);
    }
  }
  const foreign = Object.keys(found).find((path) => !(path in wanted));
  if (foreign) throw new Error(`${foreign} is not in the manifest`);
}

/** Hands out a stream's bytes in pieces of a wanted length. */
class BlockSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** At least one byte, at most `length`. @throws Error at the end of the stream */
  async some(length: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#chunks.next();
      if (done) throw new Error('it is cut off');
      this.#rest = value;
    }
    const piece = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  /** Exactly `length` bytes. */
  async take(length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let left = length; left > 0; left -= pieces.at(-1)?.length ?? 0) pieces.push(await this.some(left));
    return Buffer.concat(pieces);
  }
}
