import { OperatorError } from '@tessera/platform';
import type { Sample } from './sample.ts';

/** How much more of something is no leak: the larger of a share and an amount. */
interface Slack {
  readonly share: number;
  readonly amount: number;
}

const MEGABYTE = 1024 * 1024;

/** What a process may hold more of after a long time than after a short one. */
const SLACK: Readonly<Record<keyof Sample, Slack>> = {
  heapBytes: { share: 0.05, amount: 3 * MEGABYTE },
  externalBytes: { share: 0.1, amount: 2 * MEGABYTE },
  // Pages that the allocator keeps come and go with the largest answer of late.
  residentBytes: { share: 0.25, amount: 40 * MEGABYTE },
  sockets: { share: 0, amount: 8 },
  descriptors: { share: 0, amount: 8 },
  threads: { share: 0, amount: 2 },
  processes: { share: 0, amount: 0 },
};

/** Fewer would make quarters of one sample. */
const FEWEST_SAMPLES = 8;

/** How one thing has gone from the second quarter of the time to the last. */
export interface Verdict {
  readonly what: keyof Sample;
  readonly before: number;
  readonly after: number;
  readonly most: number;
  readonly isFlat: boolean;
}

/**
 * Compares the median of the second quarter with that of the last: the first is for caches to fill.
 * @throws OperatorError where there are too few samples to tell
 */
export function judge(samples: readonly Sample[]): readonly Verdict[] {
  if (samples.length < FEWEST_SAMPLES) throw new OperatorError(`${samples.length} samples tell nothing: give it more minutes.`);
  const quarter = Math.floor(samples.length / 4);
  const [second, last] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
  return (Object.keys(SLACK) as (keyof Sample)[]).map((what) => {
    const [before, after] = [second, last].map((part) => median(part.map((sample) => sample[what]))) as [number, number];
    const { share, amount } = SLACK[what];
    const most = before + Math.max(share * before, amount);
    return { what, before, after, most, isFlat: after <= most };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
