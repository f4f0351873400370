import { parseArgs } from 'node:util';
import { OperatorError } from '@tessera/platform';

export interface BenchOptions {
  /** How many subscriptions there are, run after run. */
  readonly sizes: readonly number[];
  /** Usage records of each subscription in the period that is billed. */
  readonly records: number;
  /** A run that leaves docs/benchmarks.md alone. */
  readonly isForTheEye: boolean;
}

const USAGE = `npm run bench:billing [-- options]
  --subscriptions N,M  sizes, one run each (default 1000,10000,100000)
  --records N          usage records of each subscription (default 100); for the eye, changes no page
  --quick              1,000 and 3,000 subscriptions; for the eye, changes no page`;

/** @throws OperatorError that says how to call it */
export function readOptions(args: readonly string[]): BenchOptions {
  const { subscriptions, records, quick = false } = parse(args);
  const sizes = (subscriptions ?? (quick ? '1000,3000' : '1000,10000,100000')).split(',').map(number);
  return { sizes, records: number(records ?? '100'), isForTheEye: quick || records !== undefined };
}

function parse(args: readonly string[]) {
  try {
    const options = { quick: { type: 'boolean' }, subscriptions: { type: 'string' }, records: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

function number(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new OperatorError(`"${given}" is not a whole number above 0.\n\n${USAGE}`);
  return value;
}
