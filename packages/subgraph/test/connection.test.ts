import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  encodeCursor,
  decodeCursor,
  keysetQuery,
  readPage,
  toConnection,
  type ListOrder,
  type Page,
  type SortKind,
  type SortValue,
} from '@tessera/subgraph';

const byName: ListOrder<'name'> = { list: 'customers', field: 'name', direction: 'asc' };
const id = '0199aaaa-0000-7000-8000-000000000001';

describe('a page', () => {
  it('has twenty rows when nothing is asked for', () => {
    expect(readPage({}, byName)).toMatchObject({ size: 20, after: null });
  });

  it.each([0, -1, 101, 10_000, 1.5, Number.NaN])('is refused with the size %d', (first) => {
    expect(() => readPage({ first }, byName)).toThrow('between 1 and 100');
  });

  it('asks for one row more than it gives, to know whether another page follows', () => {
    expect(keysetQuery(readPage({ first: 2 }, byName), { name: 'text' }).take).toBe(3);
  });
});

describe('a cursor', () => {
  it.each<SortValue>(['Ünïcode', 7, -3n, true, null, new Date('2026-01-02T03:04:05.678Z')])('brings back %p', (value) => {
    expect(decodeCursor(encodeCursor(byName, { value, id }), byName)).toEqual({ value, id });
  });

  it.each<[string, ListOrder]>([
    ['another list', { ...byName, list: 'leads' }],
    ['another field', { ...byName, field: 'email' }],
    ['another direction', { ...byName, direction: 'desc' }],
  ])('of %s is refused', (_what, order) => {
    const cursor = encodeCursor(order, { value: 'x', id });
    expect(() => decodeCursor(cursor, byName)).toThrow('not a cursor of this list');
  });

  it.each<[string, SortKind, SortValue]>([
    ['a number', 'text', 7],
    ['null', 'text', null],
    ['a text with NUL', 'text', 'a\u0000'],
    ['a text', 'date', 'yesterday'],
    ['a day before the calendar', 'date', new Date('0000-06-01T00:00:00Z')],
    ['a day beyond it', 'date', new Date(8.64e15)],
  ])('that was made to hold %s is refused by a list that is ordered by %s', (_what, kind, value) => {
    const page = readPage({ after: encodeCursor(byName, { value, id }) }, byName);
    expect(() => keysetQuery(page, { name: kind })).toThrow('not a cursor of this list');
  });

  it('that is anything else is refused as bad input, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        try {
          decodeCursor(text, byName);
        } catch (error) {
          return (error as { code?: string }).code === 'BAD_USER_INPUT';
        }
        return false;
      }),
    );
  });
});

describe('paging through a list', () => {
  const row = fc.record({ id: fc.uuid({ version: 7 }), name: fc.constantFrom('a', 'b', 'c') });

  it('gives every row once and in order, ties included', () => {
    const claim = fc.property(fc.uniqueArray(row, { selector: (each) => each.id }), fc.integer({ min: 1, max: 5 }), (rows, first) => {
      const sorted = rows.toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
      const seen: typeof rows = [];
      let after: string | null = null;
      do {
        const page: Page<'name'> = readPage({ first, after }, byName);
        const start = page.after;
        const rest = start ? sorted.filter((each) => each.name > start.value! || (each.name === start.value && each.id > start.id)) : sorted;
        const connection = toConnection(rest.slice(0, page.size + 1), page, (each) => each.name, async () => rows.length);
        seen.push(...connection.nodes);
        after = connection.pageInfo.hasNextPage ? connection.pageInfo.endCursor : null;
      } while (after);
      expect(seen).toEqual(sorted);
    });
    fc.assert(claim);
  });
});
