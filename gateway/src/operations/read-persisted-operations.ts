import { readFile } from 'node:fs/promises';
import { OperatorError, type PersistedOperationsSetting } from '@tessera/platform';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Gateway } from '../create-gateway.ts';
import { watchFiles } from '../watch-files.ts';
import { parsePersistedManifest, type PersistedOperations } from './persisted-manifest.ts';

/**
 * Reads the manifest that a setting names.
 * @throws OperatorError where there is none, or it is none
 */
export async function readPersistedOperations({ mode, path }: PersistedOperationsSetting): Promise<PersistedOperations> {
  try {
    return { mode, manifest: parsePersistedManifest(await readFile(path, 'utf8')) };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new OperatorError(`TESSERA_PERSISTED_OPERATIONS_FILE cannot be used (${path}): ${why}`, { cause: error });
  }
}

/** Puts the manifest to use whenever its file has changed. One that is broken is told, and the one before stays. */
export function followPersistedOperations(
  setting: PersistedOperationsSetting,
  gateway: Pick<Gateway, 'replacePersistedOperations'>,
  log: Logger,
): { stop(): Promise<void> } {
  const apply = async () => gateway.replacePersistedOperations(await readPersistedOperations(setting));
  return watchFiles({ paths: [setting.path], apply, log });
}
