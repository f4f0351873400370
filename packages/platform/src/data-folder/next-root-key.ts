import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from './atomic-file.ts';
import { readStored, ROOT_KEY_FILE } from './root-key.ts';

const NEXT_ROOT_KEY_FILE = `${ROOT_KEY_FILE}.next`;
/** The data folder's root key before the present one: it opens backups that were made under it, and nothing else. */
export const FORMER_ROOT_KEY_FILE = `${ROOT_KEY_FILE}.before`;

/** The key that is to take the place of the data folder's own, or null where no replacement is under way. */
export function readNextRootKey(dataDir: string): Promise<Uint8Array | null> {
  return readStored(join(dataDir, NEXT_ROOT_KEY_FILE));
}

export function keepNextRootKey(dataDir: string, next: Uint8Array): Promise<void> {
  return writeKey(dataDir, NEXT_ROOT_KEY_FILE, next);
}

/**
 * Puts the next root key in the place of the present one, which is kept.
 * @returns the file that has the former one
 */
export async function takeNextRootKey(dataDir: string, former: Uint8Array): Promise<string> {
  await writeKey(dataDir, FORMER_ROOT_KEY_FILE, former);
  await rename(join(dataDir, NEXT_ROOT_KEY_FILE), join(dataDir, ROOT_KEY_FILE));
  return join(dataDir, FORMER_ROOT_KEY_FILE);
}

function writeKey(dataDir: string, file: string, key: Uint8Array): Promise<void> {
  return writeFileAtomic(join(dataDir, file), `${Buffer.from(key).toString('base64url')}\n`);
}
