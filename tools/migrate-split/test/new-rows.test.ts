import { describe, expect, it } from '@jest/globals';
import { RowSum } from '../checksum.ts';
import { toCompany, toUser } from '../new-rows.ts';

const UNDATED = '2026-01-01T00:00:00.000Z';
const user = (values: Record<string, string | null>) => toUser({ id: '1', email: 'ada@example.com', password_hash: null, ...values }, UNDATED);
const company = (values: Record<string, string | null>) => toCompany({ id: '1', name: 'Acme', email: 'office@acme.example', ...values }, UNDATED);

describe('an old row', () => {
  it.each([
    ['2024-02-29 12:00:00', '2024-02-29T12:00:00.000Z'],
    ['2024-02-29 12:00:00.123987+00', '2024-02-29T12:00:00.123Z'],
    [null, UNDATED],
  ])('dated %s became on %s', (given, expected) => {
    expect(user({ created_at: given })).toMatchObject({ createdAt: expected, updatedAt: expected, lost: [] });
  });

  it.each(['0000-00-00 00:00:00', 'infinity', '2024-13-01 00:00:00'])('loses the date %s, which is none', (given) => {
    expect(user({ created_at: given })).toMatchObject({ createdAt: UNDATED, lost: ['created_at'] });
  });

  it.each([['t', 'ACTIVE'], ['1', 'ACTIVE'], ['f', 'DISABLED'], ['0', 'DISABLED'], ['perhaps', 'DISABLED'], [null, 'DISABLED']])(
    'whose is_active says %s is of a user who is %s',
    (given, expected) => expect(user({ is_active: given }).status).toBe(expected),
  );

  it('without is_active is of an active user', () => {
    expect(user({}).status).toBe('ACTIVE');
  });

  it.each([
    [{ slug: 'Acme-EU' }, 'acme-eu'],
    [{ slug: 'no slug!' }, 'acme'],
    [{ slug: null, name: 'Müller & Söhne' }, 'muller-sohne'],
    [{ slug: null, name: 'Auth' }, 'auth-company'],
  ])('of a company with %j asks for the slug %s', (values, expected) => {
    expect(company(values).slug).toBe(expected);
  });
});

describe('a checksum', () => {
  const sumOf = (...rows: string[][]) => {
    const sum = new RowSum();
    for (const row of rows) sum.add(row);
    return sum.result();
  };

  it('does not depend on the order of the rows', () => {
    expect(sumOf(['a', 'b'], ['c'])).toEqual(sumOf(['c'], ['a', 'b']));
  });

  it('tells rows apart that differ in where a value ends, and counts one that comes twice', () => {
    expect(sumOf(['ab', 'c']).sum).not.toBe(sumOf(['a', 'bc']).sum);
    expect(sumOf(['a'], ['a'], ['b']).sum).not.toBe(sumOf(['b'], ['b'], ['b']).sum);
  });
});
