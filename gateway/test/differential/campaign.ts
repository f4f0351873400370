import fc from 'fast-check';
import type { Composed } from './composed.ts';
import type { Contestant, TestOperation } from './operation.ts';
import { reduce } from './reduce.ts';
import { TooHardToPlan } from './too-hard-to-plan.ts';
import { tryOperation, tryTape, type Disagreement, type Scenario, type Watcher } from './trial.ts';

/** Numbers enough for the largest operations and their faults. */
const LONGEST_TAPE = 500;
/** Operations under one seed of fast-check's: after a disagreement the next ones go on under another. */
const CHUNK = 200;

export interface Campaign extends Watcher {
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

async function runChunk(campaign: Campaign, numRuns: number, seed: number) {
  const { composed, contestant, isWhole } = campaign;
  const tapes = fc.array(fc.nat({ max: 0xffff }), { maxLength: LONGEST_TAPE, size: 'max' });
  let found: Disagreement | undefined;
  const agrees = fc.asyncProperty(tapes, async (numbers) => {
    found = await tryTape(composed, contestant, numbers, campaign);
    return !found;
  });
  // A row of numbers is made smaller slowly; the operation that it stands for is what should become small.
  const { numRuns: runs } = await fc.check(agrees, { numRuns, seed, endOnFailure: true });
  return { runs, disagreement: found && !isWhole ? await makeSmall(campaign, found) : found };
}

function makeSmall({ composed, contestant }: Campaign, found: Disagreement): Promise<Disagreement> {
  const tryAgain = (operation: TestOperation, scenario: Scenario) =>
    tryOperation(composed, contestant, operation, scenario).catch((error: unknown) => {
      // What is left of an operation can be harder to plan than all of it.
      if (error instanceof TooHardToPlan) return undefined;
      throw error;
    });
  return reduce(composed.apiSchema, found, tryAgain);
}
