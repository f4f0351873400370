import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Kind } from 'graphql';
import { DateTimeScalar, SafeIntScalar } from '@tessera/subgraph';

describe('a SafeInt', () => {
  it.each([0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])('is %d as it stands', (value) => {
    expect(SafeIntScalar.parseValue(value)).toBe(value);
    expect(SafeIntScalar.serialize(value)).toBe(value);
    expect(SafeIntScalar.parseLiteral({ kind: Kind.INT, value: String(value) })).toBe(value);
  });

  it.each([2 ** 53, -(2 ** 53), 1.5, Number.NaN, Infinity, '7', true, null, 7n])('is not %p', (value) => {
    expect(() => SafeIntScalar.parseValue(value)).toThrow('A SafeInt is a whole number');
    expect(() => SafeIntScalar.serialize(value)).toThrow('A SafeInt is a whole number');
  });

  it('is not written as text or with a fraction', () => {
    expect(() => SafeIntScalar.parseLiteral({ kind: Kind.STRING, value: '7' })).toThrow('A SafeInt');
    expect(() => SafeIntScalar.parseLiteral({ kind: Kind.FLOAT, value: '7.0' })).toThrow('A SafeInt');
    expect(() => SafeIntScalar.parseLiteral({ kind: Kind.INT, value: '9007199254740993' })).toThrow('A SafeInt');
  });
});

describe('a DateTime', () => {
  it('is written as ISO 8601 in UTC, to the millisecond', () => {
    const instants = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
    const claim = fc.property(instants, (instant) => {
      expect(DateTimeScalar.serialize(instant)).toBe(instant.toISOString());
    });
    fc.assert(claim, { numRuns: 2_000, examples: [[new Date('0999-12-31T23:59:59.999Z')], [new Date('1000-01-01T00:00:00Z')]] });
  });

  it.each([new Date(Number.NaN), new Date('0000-12-31T23:59:59Z'), new Date('+010000-01-01T00:00:00Z')])('is not %p', (instant) => {
    expect(() => DateTimeScalar.serialize(instant)).toThrow();
  });

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])('may be %s', (text) => {
    expect(DateTimeScalar.parseValue(text).toISOString()).toBe(new Date(text).toISOString());
  });

  it.each(['0000-06-01T00:00:00Z', '0001-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00', '2026-13-01T00:00:00Z'])(
    'is not %s, which the database could not hold',
    (text) => {
      expect(() => DateTimeScalar.parseValue(text)).toThrow('A DateTime is ISO 8601');
    },
  );
});
