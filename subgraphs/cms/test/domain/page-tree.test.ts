import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { below, childrenOf, closedUp, isTaken, lineTo, MAX_DEPTH, moved, pageAt, pathOf, placeProblem, type Place, type TreePage } from '../../src/domain/page-tree.ts';

/** What may be asked of a tree: to add a page, to move one, to remove one; pages are named by their number. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), parent: fc.option(fc.nat(12)) }),
  fc.record({ kind: fc.constant('move' as const), page: fc.nat(12), parent: fc.option(fc.nat(12)), index: fc.option(fc.nat(6)) }),
  fc.record({ kind: fc.constant('remove' as const), page: fc.nat(12) }),
);
const steps = fc.array(step, { maxLength: 60 });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const at = (pages: readonly TreePage[], number: number | null) => (number === null || pages.length === 0 ? null : pages[number % pages.length]!.id);
const put = (pages: readonly TreePage[], places: readonly Place[]) =>
  pages.map((page) => ({ ...page, ...places.find(({ id }) => id === page.id) }));

/** The tree after each step that is allowed. */
function grown(all: readonly Step[]): TreePage[] {
  let pages: TreePage[] = [];
  all.forEach((each, number) => {
    if (each.kind === 'add') {
      const parentId = at(pages, each.parent);
      if (placeProblem(pages, null, parentId)) return;
      pages = [...pages, { id: `p${number}`, slug: `s${number}`, publishedSlug: null, parentId, position: childrenOf(pages, parentId).length + 1 }];
    } else if (each.kind === 'move') {
      const [id, parentId] = [at(pages, each.page), at(pages, each.parent)];
      if (id === null || placeProblem(pages, id, parentId)) return;
      pages = put(pages, moved(pages, id, parentId, each.index ?? undefined));
    } else {
      const gone = pages.find(({ id }) => id === at(pages, each.page));
      if (!gone || childrenOf(pages, gone.id).length > 0) return;
      pages = put(pages, closedUp(pages, gone)).filter(({ id }) => id !== gone.id);
    }
  });
  return pages;
}

describe('a tree of pages, whatever was done to it,', () => {
  it('has every page once, below the top, in no circle and no deeper than it may be', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const pages = grown(all);
        const reached = childrenOf(pages, null).flatMap((page) => [page, ...below(pages, page.id)]);
        expect(reached.map(({ id }) => id).toSorted()).toEqual(pages.map(({ id }) => id).toSorted());
        for (const { id } of pages) expect(lineTo(pages, id).length).toBeLessThanOrEqual(MAX_DEPTH);
      }),
    );
  });

  it('has siblings in an order without gaps', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const pages = grown(all);
        for (const parentId of [null, ...pages.map(({ id }) => id)]) {
          const positions = childrenOf(pages, parentId).map(({ position }) => position);
          expect(positions).toEqual(positions.map((_position, index) => index + 1));
        }
      }),
    );
  });

  it('has an address for each page that leads to it', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const pages = grown(all);
        for (const { id } of pages) expect(pageAt(pages, pathOf(pages, id))?.id).toBe(id);
      }),
    );
  });

  it('has a page where it was moved to, and the others in the order they had', () => {
    fc.assert(
      fc.property(steps, fc.nat(12), fc.option(fc.nat(12)), fc.nat(6), (all, page, parent, index) => {
        const pages = grown(all);
        const [id, parentId] = [at(pages, page), at(pages, parent)];
        fc.pre(id !== null && placeProblem(pages, id, parentId) === null);
        const then = childrenOf(put(pages, moved(pages, id, parentId, index)), parentId).map((each) => each.id);
        const others = childrenOf(pages, parentId).map((each) => each.id).filter((each) => each !== id);
        expect(then.indexOf(id)).toBe(Math.min(index, others.length));
        expect(then.filter((each) => each !== id)).toEqual(others);
      }),
    );
  });
});

describe('a place', () => {
  const pages: TreePage[] = [
    { id: 'home', parentId: null, slug: '', publishedSlug: null, position: 1 },
    { id: 'a', parentId: null, slug: 'a', publishedSlug: 'old-a', position: 2 },
    { id: 'b', parentId: 'a', slug: 'b', publishedSlug: 'b', position: 1 },
    { id: 'c', parentId: 'b', slug: 'c', publishedSlug: null, position: 1 },
    // A draft of another address: readers still have it as the home page.
    { id: 'was-home', parentId: null, slug: 'start', publishedSlug: '', position: 3 },
  ];

  it.each([
    ['a', 'a'],
    ['a', 'c'],
    ['b', 'home'],
    [null, 'home'],
    ['c', 'was-home'],
  ])('of %s below %s is refused', (id, parentId) => expect(placeProblem(pages, id, parentId)).not.toBeNull());

  it.each([
    ['c', 'a'],
    ['c', null],
    [null, 'c'],
  ])('of %s below %s is taken', (id, parentId) => expect(placeProblem(pages, id, parentId)).toBeNull());

  it.each([
    ['a', null, null, true],
    ['old-a', null, null, true],
    ['new', 'a', null, true],
    ['start', null, null, true],
    ['new', null, null, false],
    ['b', null, null, false],
    ['b', null, 'a', true],
  ])('with the slug %s, and %s for readers, below %s: taken is %s', (slug, publishedSlug, parentId, taken) => {
    expect(isTaken(pages, { id: 'new', parentId, slug, publishedSlug })).toBe(taken);
  });

  it('is not taken by the page itself', () => {
    for (const page of pages) expect(isTaken(pages, page)).toBe(page.slug === '' || page.publishedSlug === '');
  });

  it('has an address', () => {
    expect(pages.map(({ id }) => pathOf(pages, id))).toEqual(['/', '/a', '/a/b', '/a/b/c', '/start']);
    expect(pageAt(pages, '/a/b/')?.id).toBe('b');
    expect(pageAt(pages, '')?.id).toBe('home');
    expect(pageAt(pages, '/b')).toBeUndefined();
  });
});
