import type { Tally } from './load.ts';
import type { Sample } from './sample.ts';
import type { Verdict } from './verdict.ts';

interface Figure {
  readonly name: string;
  text(value: number): string;
}

const megabytes = (value: number) => `${(value / (1024 * 1024)).toFixed(1)} MB`;
const whole = (value: number) => value.toFixed(0);

const FIGURES: Readonly<Record<keyof Sample, Figure>> = {
  heapBytes: { name: 'heap', text: megabytes },
  externalBytes: { name: 'external', text: megabytes },
  residentBytes: { name: 'resident', text: megabytes },
  sockets: { name: 'sockets', text: whole },
  descriptors: { name: 'descriptors', text: whole },
  threads: { name: 'threads', text: whole },
  processes: { name: 'processes', text: whole },
};

const COLUMNS = Object.keys(FIGURES) as (keyof Sample)[];
const WIDTH = 12;
const line = (cells: readonly string[]) => cells.map((cell) => cell.padStart(WIDTH)).join('');

export const heading = (): string => line(['minute', 'requests', ...COLUMNS.map((what) => FIGURES[what].name)]);

export function row(minute: number, tally: Tally, sample: Sample): string {
  const requests = Object.values(tally).reduce((sum, count) => sum + count, 0);
  return line([minute.toFixed(1), whole(requests), ...COLUMNS.map((what) => FIGURES[what].text(sample[what]))]);
}

export function judgement({ what, before, after, most, isFlat }: Verdict): string {
  const { name, text } = FIGURES[what];
  const went = `${text(before)} in the second quarter, ${text(after)} in the last`;
  return isFlat ? `  ${name} flat: ${went}` : `  ${name} GROWS: ${went}, where ${text(most)} is allowed`;
}
