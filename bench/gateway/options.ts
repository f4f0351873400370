import { parseArgs } from 'node:util';
import { OperatorError } from '@tessera/platform';
import { CONTENDERS, type Contender } from './gateways/contenders.ts';

export interface BenchOptions {
  readonly quick: boolean;
  readonly speed: Pace;
  readonly growth: Pace;
  /** Chosen by `--only`; null: those that the part is about. */
  readonly only: readonly Contender[] | null;
  readonly parts: ReadonlySet<Part>;
  readonly memoryMinutes: number;
}

export interface Pace {
  readonly rounds: number;
  /** Of measured load, in each round, for each gateway and operation. */
  readonly seconds: number;
}

/** `speed` also measures what identity, gate and limits cost, which its own numbers bear out. */
export type Part = 'speed' | 'growth' | 'memory';

const USAGE = `npm run bench:gateway [-- options]
  (none)        speed, and what identity, gate and limits cost
  --growth      cost against size, entities, depth and subgraphs, in place of that
  --memory MIN  memory under distinct operations over so many minutes, in place of that
  --all         everything, memory over 10 minutes
  --rounds N    interleaved rounds (default 5; growth 3)
  --seconds N   of load per round, gateway and operation (default 10; growth 3)
  --only A,B    of ${CONTENDERS.map(({ name }) => name).join(', ')}
  --quick       one short round of each; for the eye, changes no page`;

/** @throws OperatorError that says how to call it */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parse(args);
  const parts = new Set<Part>();
  if (values.all || values.growth) parts.add('growth');
  if (values.all || values.memory !== undefined) parts.add('memory');
  if (values.all || parts.size === 0) parts.add('speed');
  const quick = values.quick ?? false;
  return {
    quick,
    parts,
    speed: { rounds: number(values.rounds, quick ? 1 : 5), seconds: number(values.seconds, quick ? 2 : 10) },
    growth: { rounds: number(values.rounds, quick ? 1 : 3), seconds: number(values.seconds, quick ? 0.5 : 3) },
    memoryMinutes: number(values.memory, quick ? 0.5 : 10),
    only: chosen(values.only),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        growth: { type: 'boolean' },
        all: { type: 'boolean' },
        memory: { type: 'string' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        only: { type: 'string' },
      },
    });
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

function chosen(only: string | undefined): readonly Contender[] | null {
  if (only === undefined) return null;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !CONTENDERS.some((each) => each.name === name));
  if (unknown !== undefined) throw new OperatorError(`No gateway is called "${unknown}" here.\n\n${USAGE}`);
  return CONTENDERS.filter(({ name }) => names.includes(name));
}

function number(given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given);
  if (!(value > 0)) throw new OperatorError(`"${given}" is not a number above 0.\n\n${USAGE}`);
  return value;
}
