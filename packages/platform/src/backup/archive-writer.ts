import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BLOCK, encodeHeader, paddingOf } from './tar-format.ts';
import { MANIFEST, type BackupManifest, type FileRecord } from './manifest.ts';

const CHUNK = 1024 * 1024;

/** A backup's archive while it is written: a gzipped tar whose last entry records every file's SHA-256. */
export interface ArchiveWriter {
  addFolder(path: string): Promise<void>;
  /** A file that is gone by now is left out: the server removes files while it is backed up. */
  addFile(path: string, source: string): Promise<void>;
  addContent(path: string, content: string): Promise<void>;
  /** Writes the manifest and closes the file durably. */
  finish(about: Omit<BackupManifest, 'files'>): Promise<void>;
  /** Gives up; the caller removes the file. */
  abort(): Promise<void>;
}

/** Writes to `target`, which must not exist; readable by its owner only, since it holds keys. */
export function createArchive(target: string): ArchiveWriter {
  const records: Record<string, FileRecord> = {};
  const tar = new PassThrough({ highWaterMark: 4 * CHUNK });
  const output = createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true });
  const written = pipeline(tar, createGzip({ level: 1 }), output);
  // Told by `finish`, or by the write that finds the stream closed.
  written.catch(() => undefined);

  const write = async (chunk: Buffer) => {
    if (tar.destroyed) await written;
    if (!tar.write(chunk)) await Promise.race([new Promise((resolve) => tar.once('drain', resolve)), written]);
  };
  const addContent = async (path: string, content: string) => {
    const bytes = Buffer.from(content);
    records[path] = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    const header = encodeHeader({ path, type: 'file', size: bytes.length });
    await write(Buffer.concat([header, bytes, Buffer.alloc(paddingOf(bytes.length))]));
  };
  return {
    addFolder: (path) => write(encodeHeader({ path, type: 'folder', size: 0 })),
    addContent,
    async addFile(path, source) {
      const file = await open(source).catch(ignoreGone);
      if (!file) return;
      try {
        const { size } = await file.stat();
        await write(encodeHeader({ path, type: 'file', size }));
        const hash = createHash('sha256');
        for (let offset = 0; offset < size; ) {
          const chunk = await readChunk(file, offset, Math.min(CHUNK, size - offset));
          hash.update(chunk);
          await write(chunk);
          offset += chunk.length;
        }
        records[path] = { size, sha256: hash.digest('hex') };
        await write(Buffer.alloc(paddingOf(size)));
      } finally {
        await file.close();
      }
    },
    async finish(about) {
      const manifest: BackupManifest = { ...about, files: { ...records } };
      await addContent(MANIFEST, JSON.stringify(manifest, null, 2));
      await write(Buffer.alloc(2 * BLOCK));
      tar.end();
      await written;
    },
    async abort() {
      tar.destroy();
      await written.catch(() => undefined);
    },
  };
}

/** Zeros stand for what was cut off a file after its size was taken; the log that comes with it fills them in. */
async function readChunk(file: Awaited<ReturnType<typeof open>>, position: number, length: number): Promise<Buffer> {
  const chunk = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(chunk, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return chunk;
}

function ignoreGone(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
