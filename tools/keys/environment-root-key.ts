import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { OperatorError, readSystemSettings, writeFileAtomic } from '@tessera/platform';
import { mergeEnvironment, withoutSetting } from './environment-file.ts';
import { keyringsOf, rootKeyText } from './secrets.ts';

const NEXT = 'TESSERA_ROOT_KEY_NEXT';

/** The root keys in a file of settings. */
export interface RootKeysOfFile {
  readonly current?: Uint8Array;
  /** What is to take its place. */
  readonly next?: Uint8Array;
}

/** @throws OperatorError where what stands there is no key */
export function readRootKeys(file: string): RootKeysOfFile {
  const { TESSERA_ROOT_KEY, [NEXT]: next } = parseEnv(readFileSync(file, 'utf8'));
  const { rootKey, nextRootKey } = readSystemSettings({ TESSERA_ROOT_KEY, [NEXT]: next });
  return { current: rootKey, next: nextRootKey };
}

/** Writes the next root key beside the present one. */
export async function keepNextRootKeyIn(file: string, next: Uint8Array): Promise<void> {
  await writeFileAtomic(file, mergeEnvironment(readFileSync(file, 'utf8'), { [NEXT]: rootKeyText(next) }));
}

/**
 * Puts the next root key, and the keyrings that derive from it where the file has keyrings, in the places of the present ones.
 * The file as it was is kept.
 * @returns the file that has the former key
 * @throws OperatorError where there is no next one
 */
export async function takeNextRootKeyIn(file: string, services: readonly string[]): Promise<string> {
  const { next } = readRootKeys(file);
  if (!next) throw new OperatorError(`${file} has no ${NEXT}: write one with \`npm run keys -- --env --out ${file} --next\`.`);
  const text = readFileSync(file, 'utf8');
  const former = `${file}.before`;
  await writeFileAtomic(former, text);
  const there = parseEnv(text);
  const keyrings = Object.entries(keyringsOf(next, services)).filter(([name]) => name in there);
  const secrets = { TESSERA_ROOT_KEY: rootKeyText(next), ...Object.fromEntries(keyrings) };
  await writeFileAtomic(file, mergeEnvironment(withoutSetting(text, NEXT), secrets));
  return former;
}
