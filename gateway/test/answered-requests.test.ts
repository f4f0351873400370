import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = join(import.meta.dirname, 'heap/answer-many.ts');

it('leaves nothing of a request among the old objects, though one before it has become old', async () => {
  const options = ['--disable-warning=ExperimentalWarning', '--expose-gc', '--max-semi-space-size=1'];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, PROGRAM]);
  // It was 1,800 to 4,200 bytes where one request held on to the next, and is about 10.
  expect(Number(stdout)).toBeLessThan(500);
}, 60_000);
