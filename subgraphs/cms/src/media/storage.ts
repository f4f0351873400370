import type { Readable } from 'node:stream';
import type { MediaStorageSettings } from '@tessera/platform';
import type { ByteRange } from './conditional-request.ts';
import { folderStorage } from './folder-storage.ts';
import { s3Storage } from './s3-storage.ts';

/** Keeps bytes under keys such as `<tenant>/<file>/original`. Keys are made here, never by a caller. */
export interface MediaStorage {
  /** Stores a file; under a key that is there it is replaced. @param path of a file on this machine */
  put(key: string, path: string, contentType: string): Promise<void>;
  /** The bytes, or a range of them that is there; null when there are none. */
  read(key: string, range?: ByteRange): Promise<Readable | null>;
  /** Removes it, if it is there. */
  remove(key: string): Promise<void>;
}

export function openStorage(settings: MediaStorageSettings): MediaStorage {
  return settings.kind === 'folder' ? folderStorage(settings.dir) : s3Storage(settings);
}
