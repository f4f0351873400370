import { expect, it } from '@jest/globals';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { createCohorts } from '../src/cohorts.ts';

/** Has each of them do one step, wait for what is there already, and do another. */
function startAll(names: readonly string[], log: string[]): Promise<unknown> {
  const enter = createCohorts();
  return Promise.all(
    names.map(async (name) => {
      await new Promise<void>(enter);
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    }),
  );
}

it('has those that come in one turn take each step together', async () => {
  const log: string[] = [];
  await startAll(['a', 'b', 'c'], log);
  expect(log).toEqual(['a begins', 'b begins', 'c begins', 'a ends', 'b ends', 'c ends']);
});

it('lets one that comes alone go with the turn that it came in', async () => {
  const log: string[] = [];
  const done = startAll(['a'], log);
  expect(log).toEqual([]);
  await endOfTurn();
  await done;
  expect(log).toEqual(['a begins', 'a ends']);
});

it('begins another cohort with the 33rd, in the same turn and after the first has gone on', async () => {
  const log: string[] = [];
  const names = Array.from({ length: 33 }, (_, at) => String(at));
  const done = startAll(names, log);
  await endOfTurn();
  await done;
  expect(log.indexOf('32 begins')).toBe(64);
  expect(log.slice(0, 32)).toEqual(names.slice(0, 32).map((name) => `${name} begins`));
});

it('does not keep those of a later turn waiting for an earlier one', async () => {
  const enter = createCohorts();
  const log: string[] = [];
  enter(() => log.push('first'));
  await endOfTurn();
  enter(() => log.push('second'));
  expect(log).toEqual(['first']);
  await endOfTurn();
  expect(log).toEqual(['first', 'second']);
});
