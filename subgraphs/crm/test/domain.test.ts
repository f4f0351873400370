import { describe, expect, it } from '@jest/globals';
import { line } from '@tessera/fields';
import { amountMinor, currency } from '../src/domain/currency.ts';
import { lost, openIn, refusalOf, won, type DealStatus, type Transition } from '../src/domain/deal-state.ts';
import { day, email, phone } from '../src/domain/fields.ts';
import { isUuid } from '../src/domain/ids.ts';
import { DEFAULT_PIPELINE, isReordering, newPipeline } from '../src/domain/pipeline.ts';
import { ENTITY_OF, RECORD_TYPES, recordTypeOf } from '../src/domain/record-type.ts';

describe('an e-mail', () => {
  it.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ["o'neil+crm@sub.example.co.uk", "o'neil+crm@sub.example.co.uk"],
  ])('%j is kept as %j', (given, kept) => expect(email.parse(given)).toBe(kept));

  it.each(['', 'ada', 'ada@', '@example.com', 'a b@example.com', 'ada@example', `${'a'.repeat(250)}@b.com`])(
    'is not %j',
    (given) => expect(email.safeParse(given).success).toBe(false),
  );
});

describe('a telephone number', () => {
  it.each(['+41 44 123 45 67', '(030) 1234-567', '555.0100 x12'])('is %j', (given) =>
    expect(phone.parse(given)).toBe(given),
  );
  it.each(['', 'abc', '+', '1'.repeat(60), '12;DROP'])('is not %j', (given) =>
    expect(phone.safeParse(given).success).toBe(false),
  );
});

describe('a line', () => {
  it('is trimmed and counted after that', () => expect(line(3).parse('  abc  ')).toBe('abc'));
  it.each(['', '   ', 'abcd', 'a\nb', 'a\u0000', 'a\u007f'])('is not %j', (given) =>
    expect(line(3).safeParse(given).success).toBe(false),
  );
});

describe('a day', () => {
  it('is midnight UTC', () => expect(day.parse('2028-02-29').toISOString()).toBe('2028-02-29T00:00:00.000Z'));
  it.each(['2027-02-29', '2027-2-1', '2027-01-01T00:00:00Z', 'tomorrow'])('is not %j', (given) =>
    expect(day.safeParse(given).success).toBe(false),
  );
});

describe('money', () => {
  it('has a current currency in upper case', () => expect(currency.parse(' chf ')).toBe('CHF'));
  it.each(['DEM', 'XYZ', 'EU', ''])('has no currency %j', (given) =>
    expect(currency.safeParse(given).success).toBe(false),
  );
  it.each([-1, 0.5, 2 ** 53, NaN])('is not %d', (given) => expect(amountMinor.safeParse(given).success).toBe(false));
});

describe('a deal', () => {
  const allowed: Record<Transition, DealStatus[]> = {
    move: ['OPEN'],
    win: ['OPEN'],
    lose: ['OPEN'],
    reopen: ['WON', 'LOST'],
  };
  const cases = (Object.keys(allowed) as Transition[]).flatMap((transition) =>
    (['OPEN', 'WON', 'LOST'] as const).map((status) => [transition, status] as const),
  );

  it.each(cases)('allows to %s when it is %s only as the table says', (transition, status) => {
    expect(refusalOf(transition, status) === null).toBe(allowed[transition].includes(status));
  });

  it('forgets how it ended when it is opened, and keeps one reason when it ends', () => {
    const stage = { id: 's', kind: 'OPEN', probability: 40 } as const;
    const now = new Date();
    expect(openIn(stage)).toMatchObject({ probability: 40, closedAt: null, wonReason: null, lostReason: null });
    expect(won(stage, now, null)).toMatchObject({ status: 'WON', probability: 100, closedAt: now, lostReason: null });
    expect(lost(stage, now, 'R')).toMatchObject({ status: 'LOST', probability: 0, lostReason: 'R', wonReason: null });
  });
});

describe('a pipeline', () => {
  it('has default stages that its own rules accept', () => {
    expect(newPipeline.safeParse({ name: 'Sales', stages: [...DEFAULT_PIPELINE.stages] }).success).toBe(true);
  });

  it.each([
    [['a', 'b'], ['b', 'a'], true],
    [['a', 'b'], ['a'], false],
    [['a', 'b'], ['a', 'a'], false],
    [['a', 'b'], ['a', 'b', 'b'], false],
    [['a', 'b'], ['a', 'c'], false],
    [[], [], true],
  ])('%j is reordered by %j: %s', (present, ids, answer) => expect(isReordering(present, ids)).toBe(answer));
});

describe('a record type', () => {
  it.each(RECORD_TYPES)('%s is found again by its entity', (type) => expect(recordTypeOf(ENTITY_OF[type])).toBe(type));
  it('is not what is never shared', () => expect(() => recordTypeOf('Pipeline')).toThrow(RangeError));
});

describe('an id', () => {
  it.each([
    ['019B76DA-A800-7000-8000-000000000101', true],
    ['019b76da-a800-7000-8000-00000000010', false],
    ["' OR 1=1 --", false],
  ])('%j: %s', (given, answer) => expect(isUuid(given)).toBe(answer));
});
