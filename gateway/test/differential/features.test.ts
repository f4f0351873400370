import { expect, it } from '@jest/globals';
import { GRAPHS } from './all-graphs.ts';
import { FEATURES } from './features/features.ts';

it('each feature is what some graph is there for', () => {
  const covered = new Set(GRAPHS.flatMap(({ covers }) => covers));
  expect(FEATURES.filter((feature) => !covered.has(feature))).toEqual([]);
});
