import { constants } from 'node:fs';
import { access, chmod, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, messageOf, OperatorError } from '../operator-error.ts';
import { FORMAT_VERSION, readFormat, upgradeFormat, writeFormat } from './format.ts';
import { lockDataFolder } from './lock.ts';
import { checkRootKey, loadRootKey, requireSuppliedKey, type RootKeyOptions } from './root-key.ts';

export interface DataFolder {
  readonly dataDir: string;
  readonly rootKey: Uint8Array;
  /** True when this call made the folder. */
  readonly isNew: boolean;
  release(): Promise<void>;
}

/**
 * Opens the data folder for this process alone: makes it where missing, locks it, upgrades its format, loads its key.
 * Everything that can refuse is asked before anything is made.
 * @throws OperatorError when it cannot be written, is in use, or belongs to a newer release or another root key
 */
export async function openDataFolder(options: RootKeyOptions): Promise<DataFolder> {
  const { dataDir } = options;
  requireSuppliedKey(options.production, options.given);
  const isNew = await makeFolder(dataDir);
  const lock = await lockDataFolder(dataDir);
  try {
    const format = await upgradeFormat(dataDir, (await readFormat(dataDir)) ?? { version: FORMAT_VERSION });
    const rootKey = await loadRootKey(options);
    await writeFormat(dataDir, checkRootKey(format, rootKey, dataDir));
    return { dataDir, rootKey, isNew, release: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * As root the folder may be passed through by others, because the database server runs as another user; the files in
 * it are readable by their owner only either way.
 */
async function makeFolder(dataDir: string): Promise<boolean> {
  try {
    const isNew = await ensureFolder(dataDir);
    if (process.getuid?.() === 0) await chmod(dataDir, 0o711);
    await access(dataDir, constants.W_OK | constants.X_OK);
    return isNew;
  } catch (error) {
    throw await unwritable(dataDir, error);
  }
}

/**
 * With the folders above it. Node's own `recursive` never returns where a file system refuses with ENOENT, as /proc
 * does.
 * @returns whether it was missing
 */
async function ensureFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return false;
  const parent = dirname(path);
  if (!found && parent !== path) await ensureFolder(parent);
  await mkdir(path, { mode: 0o700 });
  return true;
}

async function unwritable(dataDir: string, error: unknown): Promise<OperatorError> {
  const cure = 'set TESSERA_DATA_DIR to a folder that you may write to';
  if (['EEXIST', 'ENOTDIR'].includes(codeOf(error) ?? '')) {
    const isFile = await stat(dataDir).then((found) => !found.isDirectory(), () => false);
    return new OperatorError(
      `The data folder ${dataDir} ${isFile ? 'is a file' : `lies below a file (${dirname(dataDir)})`}: ${cure}.`,
    );
  }
  return new OperatorError(
    `The data folder ${dataDir} cannot be written (${codeOf(error) ?? messageOf(error)}): ${cure}.`,
  );
}
