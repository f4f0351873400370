import { existsSync } from 'node:fs';
import { keepNextRootKey, OperatorError, readNextRootKey, readRootKey, takeNextRootKey, type SystemSettings } from '@tessera/platform';
import { keepNextRootKeyIn, readRootKeys, takeNextRootKeyIn } from './environment-root-key.ts';
import { makeRootKey } from './secrets.ts';

const ENVIRONMENT_FILE = '.env';

/** Where a system has its root key, and what is to take its place. */
export interface RootPlace {
  readonly current: Uint8Array;
  /** What an earlier run has kept, else the one that is given, else a new one. */
  readonly next: Uint8Array;
  /** Writes the next key down beside the present one. @throws OperatorError where another has come there meanwhile */
  keep(): Promise<void>;
  /** Puts it in the present one's place. @returns what the operator is told of both */
  take(): Promise<string>;
}

/**
 * The place that the settings' root key comes from: a line of `.env`, the environment, or the data folder.
 * @throws OperatorError when there is no key, or none to take its place
 */
export async function findRootPlace(settings: SystemSettings, services: readonly string[]): Promise<RootPlace> {
  const place = await placeOf(settings, services);
  if (!areEqual(place.current, place.next)) return place;
  throw new OperatorError('TESSERA_ROOT_KEY_NEXT is the root key that is in use: give another, or unset it for a new one.');
}

function placeOf(settings: SystemSettings, services: readonly string[]): Promise<RootPlace> | RootPlace {
  if (!settings.rootKey) return inDataFolder(settings);
  const ofFile = existsSync(ENVIRONMENT_FILE) ? readRootKeys(ENVIRONMENT_FILE).current : undefined;
  if (!ofFile) return inEnvironment(settings, settings.rootKey);
  if (areEqual(ofFile, settings.rootKey)) return inFile(settings, settings.rootKey, services);
  throw new OperatorError(`The environment has another TESSERA_ROOT_KEY than ${ENVIRONMENT_FILE}: unset it, or remove that line.`);
}

async function inDataFolder({ dataDir, nextRootKey }: SystemSettings): Promise<RootPlace> {
  const next = choose((await readNextRootKey(dataDir)) ?? undefined, nextRootKey);
  return {
    current: await readRootKey({ dataDir }),
    next,
    async keep() {
      choose((await readNextRootKey(dataDir)) ?? undefined, next);
      await keepNextRootKey(dataDir, next);
    },
    async take() {
      const former = await takeNextRootKey(dataDir, await readRootKey({ dataDir }));
      return `The new root key is in ${dataDir}. The former one is in ${former}, for backups that were made under it: delete it with them.`;
    },
  };
}

function inFile({ nextRootKey }: SystemSettings, current: Uint8Array, services: readonly string[]): RootPlace {
  const next = choose(readRootKeys(ENVIRONMENT_FILE).next, nextRootKey);
  return {
    current,
    next,
    async keep() {
      choose(readRootKeys(ENVIRONMENT_FILE).next, next);
      await keepNextRootKeyIn(ENVIRONMENT_FILE, next);
    },
    take: async () => tellOfFile(ENVIRONMENT_FILE, await takeNextRootKeyIn(ENVIRONMENT_FILE, services)),
  };
}

/** What is told of a file whose root key has been replaced. */
export const tellOfFile = (file: string, former: string): string =>
  `The new root key is in ${file}. The former one is in ${former}, for backups that were made under it: delete it with them.`;

function inEnvironment({ nextRootKey: next }: SystemSettings, current: Uint8Array): RootPlace {
  if (!next) {
    throw new OperatorError(
      'TESSERA_ROOT_KEY comes from the environment, where nothing can be kept: set TESSERA_ROOT_KEY_NEXT beside it, ' +
        'e.g. to what `openssl rand -hex 32` prints.',
    );
  }
  return {
    current,
    next,
    keep: async () => undefined,
    take: async () =>
      'Set TESSERA_ROOT_KEY to what TESSERA_ROOT_KEY_NEXT is before anything is started, and unset that ' +
      '(where both are in an `.env`: `npm run keys -- --env --out .env --take-next`). ' +
      'The former key opens nothing but backups that were made under it.',
  };
}

/** @throws OperatorError when another replacement is under way than the one that is asked for */
function choose(kept: Uint8Array | undefined, given: Uint8Array | undefined): Uint8Array {
  if (kept && given && !areEqual(kept, given)) {
    throw new OperatorError(
      'A replacement by another root key was begun: unset TESSERA_ROOT_KEY_NEXT in the environment, finish that one, and then replace it again.',
    );
  }
  return kept ?? given ?? makeRootKey();
}

const areEqual = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(other);
