import { parseArgs } from 'node:util';
import { OperatorError } from '@tessera/platform';

export interface BenchOptions {
  readonly rounds: number;
  /** Measured requests of each server, or reads of each way, in each round. */
  readonly requests: number;
  /** Before the first round, so that the JIT compiler comes to rest. */
  readonly warmUp: number;
  /** Another checkout of this repository, measured beside this one. */
  readonly beside: string | undefined;
  /** A run that leaves docs/benchmarks.md alone. */
  readonly isForTheEye: boolean;
}

const USAGE = `npm run bench:subgraph [-- options]
  --rounds N       interleaved rounds (default 15)
  --requests N     of each server in each round (default 400)
  --beside FOLDER  also measure the crm of another checkout; changes no page
  --quick          few short rounds; for the eye, changes no page`;

/** @throws OperatorError that says how to call it */
export function readOptions(args: readonly string[]): BenchOptions {
  const { rounds, requests, beside, quick = false } = parse(args);
  return {
    rounds: number(rounds, quick ? 3 : 15),
    requests: number(requests, quick ? 100 : 400),
    warmUp: quick ? 400 : 2_000,
    beside,
    isForTheEye: quick || beside !== undefined,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        rounds: { type: 'string' },
        requests: { type: 'string' },
        beside: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

function number(given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isInteger(value) || value < 1) throw new OperatorError(`"${given}" is not a whole number above 0.\n\n${USAGE}`);
  return value;
}
