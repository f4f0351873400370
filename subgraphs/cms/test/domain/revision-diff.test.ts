import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffOf } from '../../src/domain/revision-diff.ts';

const data = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string(), { maxLength: 4 })));
const content = fc.record({ slug: fc.string(), title: fc.string(), data });
type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;

/** What the changes, put in one by one, make of a revision. */
function applied(from: Content, to: Content): unknown {
  const result = structuredClone(from) as unknown as Record<string, unknown>;
  // From the end of a list, so that places stay what they were while entries go.
  const changes = diffOf(from, to).toSorted((a, b) => Number(b.kind === 'REMOVED') - Number(a.kind === 'REMOVED') || b.path.localeCompare(a.path, 'en', { numeric: true }));
  for (const { path, kind, after } of [...changes.filter((each) => each.kind === 'REMOVED'), ...changes.filter((each) => each.kind !== 'REMOVED').toReversed()]) {
    const keys = path.split('.');
    const last = keys.pop()!;
    const holder = keys.reduce((value, key) => value[key] as Record<string, unknown>, result);
    if (kind !== 'REMOVED') holder[last] = after;
    else if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
  }
  return result;
}

describe('the diff of two revisions', () => {
  it('is empty between equal ones', () => {
    fc.assert(fc.property(content, (revision) => expect(diffOf(revision, structuredClone(revision))).toEqual([])));
  });

  it('makes the one of the other', () => {
    fc.assert(fc.property(content, content, (from, to) => expect(applied(from, to)).toEqual(to)));
  });

  it('is the reverse the other way round', () => {
    fc.assert(
      fc.property(content, content, (from, to) => {
        const there = diffOf(from, to).map(({ path, before, after }) => JSON.stringify([path, before, after]));
        const back = diffOf(to, from).map(({ path, before, after }) => JSON.stringify([path, after, before]));
        expect(there.toSorted()).toEqual(back.toSorted());
      }),
    );
  });
});
