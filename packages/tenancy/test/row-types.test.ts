import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { openFixture, type Fixture } from './fixture/open-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(async () => fixture[Symbol.asyncDispose]());

describe('a row that is read past Prisma', () => {
  it.each([
    `'9007199254740993'::bigint`,
    `'2026-02-28'::date`,
    `'2026-11-21 14:55:26.771+00'::timestamptz`,
    `'2026-11-21 14:55:26+02'::timestamptz`,
    `'2026-02-01 04:05:06.7+00'::timestamptz`,
    `'1000-01-01 00:00:00.07+00'::timestamptz`,
    `'9999-12-31 23:59:59.999+00'::timestamptz`,
    `'0044-03-15 12:00:00+00'::timestamptz`,
    `'2026-11-21 14:55:26.771'::timestamp`,
    `12::integer`,
    `true`,
    `NULL::bigint`,
    `'b3f1c2a4-0000-7000-8000-000000000001'::uuid`,
    `'{"a": [1, null]}'::jsonb`,
    `ARRAY['a', 'b']`,
  ])('has %s as a row of a model has it', async (expression) => {
    const db = fixture.as(v7());
    const text = `SELECT ${expression} AS value`;
    const ofPrisma = await db.query((prisma) => prisma.$queryRawUnsafe<object[]>(text));
    await expect(db.rows({ text, values: [] })).resolves.toEqual(ofPrisma);
  });

  it('has an instant before Christ as PostgreSQL means it', async () => {
    const [row] = await fixture.as(v7()).rows({ text: `SELECT '0044-03-15 12:00+00 BC'::timestamptz AS value`, values: [] });
    expect(row).toEqual({ value: new Date('-000043-03-15T12:00:00Z') });
  });

  it('has a numeric as text, to the last digit', async () => {
    const [row] = await fixture.as(v7()).rows({ text: 'SELECT $1::numeric AS value', values: ['0.10000000000000000001'] });
    expect(row).toEqual({ value: '0.10000000000000000001' });
  });
});
