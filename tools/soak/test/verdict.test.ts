import { describe, expect, it } from '@jest/globals';
import type { Sample } from '../sample.ts';
import { judge } from '../verdict.ts';

const MEGABYTE = 1024 * 1024;
const FLAT: Sample = {
  heapBytes: 40 * MEGABYTE,
  externalBytes: 4 * MEGABYTE,
  residentBytes: 150 * MEGABYTE,
  sockets: 30,
  descriptors: 60,
  threads: 11,
  processes: 1,
};
/** A run of 30 samples. */
const run = (sampleAt: (at: number) => Partial<Sample>) =>
  Array.from({ length: 30 }, (_, at): Sample => ({ ...FLAT, ...sampleAt(at) }));
const growing = (samples: readonly Sample[]) =>
  judge(samples).flatMap(({ what, isFlat }) => (isFlat ? [] : [what]));

describe('the verdict of the soak', () => {
  it('is that nothing grows where nothing does', () => {
    expect(growing(run(() => ({})))).toEqual([]);
  });

  it('takes no account of the time in which caches fill, nor of single samples', () => {
    expect(growing(run((at) => ({ heapBytes: (at < 7 ? 20 + 3 * at : 40) * MEGABYTE })))).toEqual([]);
    expect(growing(run((at) => ({ sockets: at === 28 ? 300 : 30 })))).toEqual([]);
  });

  it.each<[string, keyof Sample, number]>([
    ['300 kB of heap', 'heapBytes', 0.3 * MEGABYTE],
    ['200 kB of buffers', 'externalBytes', 0.2 * MEGABYTE],
    ['3 MB of memory', 'residentBytes', 3 * MEGABYTE],
    ['a socket', 'sockets', 1],
    ['a descriptor', 'descriptors', 1],
  ])('finds out who loses %s every ten seconds', (_, what, lost) => {
    expect(growing(run((at) => ({ [what]: FLAT[what] + at * lost })))).toEqual([what]);
  });

  it('is none where there is too little to judge by', () => {
    expect(() => judge(run(() => ({})).slice(0, 7))).toThrow('give it more minutes');
  });
});
