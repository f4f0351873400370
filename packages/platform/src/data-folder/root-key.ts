import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootFingerprint } from '@tessera/keyring';
import { codeOf, OperatorError } from '../operator-error.ts';
import { writeFileAtomic } from './atomic-file.ts';
import type { DataFolderFormat } from './format.ts';

const KEY_BYTES = 32;
export const ROOT_KEY_FILE = 'root.key';

export interface RootKeyOptions {
  readonly dataDir: string;
  readonly production: boolean;
  /** TESSERA_ROOT_KEY. */
  readonly given?: Uint8Array;
}

/**
 * The secret that every key and password derives from: the one given, or the data folder's own, made at its first use.
 * @throws OperatorError in production when none is given
 */
export async function loadRootKey({ dataDir, production, given }: RootKeyOptions): Promise<Uint8Array> {
  if (given) return given;
  requireSuppliedKey(production);
  const path = join(dataDir, ROOT_KEY_FILE);
  const stored = await readStored(path);
  if (stored) return stored;
  const made = randomBytes(KEY_BYTES);
  await writeFileAtomic(path, `${made.toString('base64url')}\n`);
  return new Uint8Array(made);
}

/**
 * The root key of a system that was started before.
 * @throws OperatorError when there is none
 */
export async function readRootKey({ dataDir, given }: Omit<RootKeyOptions, 'production'>): Promise<Uint8Array> {
  const key = given ?? (await readStored(join(dataDir, ROOT_KEY_FILE)));
  if (key) return key;
  throw new OperatorError(`${dataDir} holds no root key: set TESSERA_ROOT_KEY, or run \`npm start\` once to make one.`);
}

/** @throws OperatorError, so that production never runs on a key that lies beside the data it protects */
export function requireSuppliedKey(production: boolean, given?: Uint8Array): void {
  if (!production || given) return;
  throw new OperatorError(
    'NODE_ENV=production needs TESSERA_ROOT_KEY: make one with `openssl rand -hex 32`, and keep it safe.',
  );
}

/**
 * Refuses a root key that is not the one the data was made with: passwords would not fit, and what is encrypted at rest
 * could not be read.
 */
export function checkRootKey(format: DataFolderFormat, root: Uint8Array, dataDir: string): DataFolderFormat {
  const fingerprint = rootFingerprint(root);
  if (!format.rootFingerprint) return { ...format, rootFingerprint: fingerprint };
  if (format.rootFingerprint === fingerprint) return format;
  throw new OperatorError(
    `${dataDir} was made with another root key: ` +
      'set TESSERA_ROOT_KEY to that one, or TESSERA_DATA_DIR to another folder. ' +
      'Where a replacement of the key was cut off, `npm run keys -- --replace-root` finishes it.',
  );
}

/** @returns the key that a file holds, or null where there is no such file */
export async function readStored(path: string): Promise<Uint8Array | null> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const key = Buffer.from(content.trim(), 'base64url');
  if (key.length >= KEY_BYTES) return new Uint8Array(key);
  throw new OperatorError(`${path} is damaged: restore it from a backup; without it the databases cannot be opened.`);
}
