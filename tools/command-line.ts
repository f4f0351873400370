import { existsSync } from 'node:fs';
import { codeOf, isOperatorError } from '@tessera/platform';

/** Settings that `.env` has and the environment has not. Every program reads it that asks for the same settings. */
export function loadDotEnv(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/**
 * Runs a program of `npm run …` with the settings of `.env`. What its caller can put right is told in one sentence, an
 * argument that it does not take with its usage, anything else with its stack; the process then exits with 1.
 * @param usage how it is called, one line a way
 */
export async function runTool(usage: string, main: () => Promise<void>): Promise<void> {
  try {
    loadDotEnv();
    await main();
  } catch (error) {
    process.stderr.write(`${describe(error, usage)}\n`);
    process.exitCode = 1;
  }
}

function describe(error: unknown, usage: string): string {
  if (isOperatorError(error)) return error.message;
  if (codeOf(error)?.startsWith('ERR_PARSE_ARGS_')) return `${(error as Error).message}\n\n${usage}`;
  return String((error as Error)?.stack ?? error);
}
