import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = join(import.meta.dirname, 'heap/answer-many.ts');

/** Bytes by which old objects have grown, for each request that was answered. */
async function grownByEach(): Promise<number> {
  const options = ['--disable-warning=ExperimentalWarning', '--expose-gc', '--max-semi-space-size=1'];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, PROGRAM]);
  return Number(stdout);
}

// Kept by ours, each request held on to the next in every run, 1,800 to 4,200 bytes of it; without that it is about 10. In
// one run of three, by the moment of the full collection, something else holds on to them; what that is, is not known.
it('leaves nothing of a request among the old objects, though one before it has become old', async () => {
  let least = Infinity;
  for (let run = 0; run < 6 && least >= 500; run += 1) least = Math.min(least, await grownByEach());
  expect(least).toBeLessThan(500);
}, 120_000);
