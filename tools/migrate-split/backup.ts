import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { OperatorError } from '@tessera/platform';
import { checksumOf, RowSum, sameChecksum, type Checksum } from './checksum.ts';
import { BATCH, OLD_TABLES, type OldRow, type OldTable } from './old-schema.ts';
import type { Source } from './source.ts';

export interface Manifest {
  readonly source: string;
  /** ISO 8601; stands in for dates that the old system did not keep. */
  readonly madeAt: string;
  readonly tables: Readonly<Record<OldTable, Checksum>>;
}

/** The old tables as they were at one moment. From here rows are moved, whatever becomes of the source meanwhile. */
export interface Backup {
  readonly folder: string;
  readonly manifest: Manifest;
  read(table: OldTable): AsyncIterable<readonly OldRow[]>;
}

/**
 * Writes all three tables below `folder`, and reads them back. It has its name only when it is whole: what a kill leaves
 * ends in `.partial`. For its owner's eyes only, because it holds password hashes.
 * @throws OperatorError when what was read back is not what the source counts
 */
export async function writeBackup(source: Source, folder: string): Promise<Backup> {
  const partial = `${folder}.partial`;
  await mkdir(partial, { recursive: true, mode: 0o700 });
  await removeOthersPartial(partial);
  const tables = {} as Record<OldTable, Checksum>;
  for (const table of OLD_TABLES) {
    tables[table] = await writeTable(source, table, fileOf(partial, table));
    const counted = await source.count(table);
    if (counted !== tables[table].rows) {
      throw new OperatorError(`The backup has ${tables[table].rows} rows of ${table}, and ${source.name} has ${counted}: run it again.`);
    }
  }
  const manifest: Manifest = { source: source.name, madeAt: new Date().toISOString(), tables };
  await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(partial, folder);
  return openBackup(folder);
}

/** @throws OperatorError when it is not there, or not what it was when it was written */
export async function openBackup(folder: string): Promise<Backup> {
  const manifest = await readManifest(folder);
  const backup: Backup = { folder, manifest, read: (table) => readTable(fileOf(folder, table)) };
  for (const table of OLD_TABLES) {
    const found = await checksumOf(backup.read(table)).catch((error: unknown) => damaged(folder, error));
    if (!sameChecksum(found, manifest.tables[table])) damaged(folder);
  }
  return backup;
}

/** What earlier tries left that were killed. */
async function removeOthersPartial(own: string): Promise<void> {
  const parent = dirname(own);
  const left = (await readdir(parent)).filter((name) => name.endsWith('.partial') && name !== basename(own));
  for (const name of left) await rm(join(parent, name), { recursive: true, force: true });
}

async function readManifest(folder: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  } catch (error) {
    return damaged(folder, error);
  }
}

const fileOf = (folder: string, table: OldTable) => join(folder, `${table}.ndjson.gz`);

async function writeTable(source: Source, table: OldTable, file: string): Promise<Checksum> {
  const sum = new RowSum();
  async function* lines(): AsyncGenerator<string> {
    for await (const batch of source.read(table)) {
      for (const row of batch) sum.addOld(row);
      yield batch.map((row) => `${JSON.stringify(row)}\n`).join('');
    }
  }
  await pipeline(Readable.from(lines()), createGzip({ level: 4 }), createWriteStream(file, { mode: 0o600, flush: true }));
  return sum.result();
}

async function* readTable(file: string): AsyncGenerator<OldRow[]> {
  let batch: OldRow[] = [];
  for await (const line of linesOf(file)) {
    batch.push(JSON.parse(line) as OldRow);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Not by `readline`, which keeps a stream's failure to itself. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  createReadStream(file).on('error', (error) => unpacked.destroy(error)).pipe(unpacked);
  let rest = '';
  for await (const chunk of unpacked.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

function damaged(folder: string, cause?: unknown): never {
  throw new OperatorError(
    `The backup ${folder} is missing or damaged: put it back, or take back what was moved with --rollback.`,
    { cause },
  );
}
