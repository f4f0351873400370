import { expect, it } from '@jest/globals';
import { SegmentedCache } from '../src/operations/segmented-cache.ts';

const room = { once: { max: 10, maxSize: 100 }, again: { max: 10, maxSize: 100 } };
const filled = (names: readonly string[]) => {
  const cache = new SegmentedCache<{ name: string }>(room);
  for (const name of names) cache.set(name, { name }, 10);
  return cache;
};
const flood = Array.from({ length: 1_000 }, (_, at) => `flood ${at}`);

it('keeps what was asked for again through a flood of what is asked for once', () => {
  const cache = filled(['hot', 'cold']);
  expect(cache.get('hot')).toEqual({ name: 'hot' });
  for (const name of flood) cache.set(name, { name }, 10);
  expect(cache.get('hot')).toEqual({ name: 'hot' });
  expect(cache.get('cold')).toBeUndefined();
});

it('has as much room for the flood as its first segment says', () => {
  const cache = filled(flood);
  const kept = flood.filter((name) => cache.get(name));
  expect(kept).toEqual(flood.slice(-10));
});

it('keeps what is asked for again after the flood has carried it off, once it has been made anew', () => {
  const cache = filled(['rare', ...flood.slice(0, 500)]);
  expect(cache.get('rare')).toBeUndefined();
  cache.set('rare', { name: 'rare' }, 10);
  for (const name of flood.slice(500)) cache.set(name, { name }, 10);
  expect(cache.get('rare')).toEqual({ name: 'rare' });
});

it('lets what is in use go by age when it is too much together', () => {
  const names = Array.from({ length: 12 }, (_, at) => `used ${at}`);
  const cache = filled([]);
  for (const name of names) {
    cache.set(name, { name }, 10);
    cache.get(name);
  }
  expect(names.filter((name) => cache.get(name))).toEqual(names.slice(-10));
});

it('forgets all of both when it is told to', () => {
  const cache = filled(['a', 'b']);
  cache.get('a');
  cache.clear();
  expect([cache.get('a'), cache.get('b')]).toEqual([undefined, undefined]);
});
