import fc from 'fast-check';
import type { Composed } from './composed.ts';
import type { Contestant, TestOperation } from './operation.ts';
import { reduce } from './reduce.ts';
import { tryOperation, tryTape, type Disagreement, type Scenario, type Trial } from './trial.ts';

/** Numbers enough for the largest operations and their faults. */
const LONGEST_TAPE = 500;
/** Operations under one seed of fast-check's: after a disagreement the next ones go on under another. */
const CHUNK = 200;

export interface Campaign {
  readonly composed: Composed;
  readonly contestant: Contestant;
  /** How many operations; each is run without faults and with some. */
  readonly count: number;
  /** The same seed makes the same operations. */
  readonly seed: number;
  readonly onProgress?: (operations: number) => void;
  readonly onDisagreement?: (disagreement: Disagreement) => void;
  /** Whether disagreements are given as they were found, which is faster. */
  readonly isWhole?: boolean;
  readonly onTrial?: (trial: Trial) => void;
  /** After so many it ends early. */
  readonly mostDisagreements?: number;
}

/** Generates operations, holds the contestant's answers to the reference's, and gives what differs, made small. */
export async function runCampaign(campaign: Campaign): Promise<readonly Disagreement[]> {
  const { count, seed, onProgress, onDisagreement, mostDisagreements = Infinity } = campaign;
  const found: Disagreement[] = [];
  let done = 0;
  for (let round = 0; done < count && found.length < mostDisagreements; round += 1) {
    const { runs, disagreement } = await runChunk(campaign, Math.min(CHUNK, count - done), seed * 100_003 + round);
    done += runs;
    onProgress?.(done);
    if (!disagreement) continue;
    found.push(disagreement);
    onDisagreement?.(disagreement);
  }
  return found;
}

async function runChunk({ composed, contestant, onTrial, isWhole }: Campaign, numRuns: number, seed: number) {
  const tapes = fc.array(fc.nat({ max: 0xffff }), { maxLength: LONGEST_TAPE, size: 'max' });
  const agrees = fc.asyncProperty(tapes, async (numbers) => !(await tryTape(composed, contestant, numbers, onTrial)));
  // A row of numbers is made smaller slowly; the operation that it stands for is what should become small.
  const { failed, counterexample, numRuns: runs } = await fc.check(agrees, { numRuns, seed, endOnFailure: true });
  const found = failed && counterexample ? await tryTape(composed, contestant, counterexample[0]) : undefined;
  const tryAgain = (operation: TestOperation, scenario: Scenario) => tryOperation(composed, contestant, operation, scenario);
  return { runs, disagreement: found && !isWhole ? await reduce(composed.apiSchema, found, tryAgain) : found };
}
