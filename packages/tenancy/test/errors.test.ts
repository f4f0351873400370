import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import {
  foreignKeyViolation,
  isCheckViolation,
  isForeignKeyViolation,
  isRecordMissing,
  isRowRefused,
  isUniqueViolation,
  isWriteConflict,
  uniqueViolation,
} from '@tessera/tenancy';
import { failureOf } from './fixture/failure.ts';
import { openFixture, type Fixture } from './fixture/open-fixture.ts';

const tenantId = v7();
const taken = { tenantId, id: v7(), name: 'Taken' };
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await fixture.as(tenantId).query((prisma) => prisma.customer.create({ data: taken }));
});
afterAll(async () => fixture[Symbol.asyncDispose]());

const duplicate = () => ({ ...taken, id: v7() });
const orphan = () => ({ tenantId, id: v7(), customerId: v7(), body: 'x' });
const insertSql = (name: string) =>
  `INSERT INTO customers (tenant_id, id, name) VALUES ('${tenantId}', '${v7()}', '${name}')`;

describe('a value that is taken', () => {
  it('is recognised whichever way the statement went', async () => {
    const db = fixture.as(tenantId);
    const failures = await Promise.all([
      failureOf(db.query((prisma) => prisma.customer.create({ data: duplicate() }))),
      failureOf(db.query((prisma) => prisma.customer.createMany({ data: [duplicate()] }))),
      failureOf(db.query((prisma) => prisma.$executeRawUnsafe(insertSql('Taken')))),
      failureOf(db.sql(insertSql('Taken'))),
      failureOf(db.transaction((tx) => tx.customer.create({ data: duplicate() }))),
    ]);
    expect(failures.map(uniqueViolation)).toEqual(failures.map(() => ({ constraint: 'customers_name_key' })));
    expect(failures.some((failure) => isForeignKeyViolation(failure) || isRowRefused(failure))).toBe(false);
  });

  it('is recognised on a primary key', async () => {
    const failure = await failureOf(
      fixture.as(tenantId).query((prisma) => prisma.customer.create({ data: { ...taken, name: 'Other' } })),
    );
    expect(uniqueViolation(failure)).toEqual({ constraint: 'customers_pkey' });
  });
});

describe('a row that is referenced', () => {
  it('is recognised when it is missing', async () => {
    const failure = await failureOf(fixture.as(tenantId).query((prisma) => prisma.note.create({ data: orphan() })));
    expect(foreignKeyViolation(failure)).toEqual({ constraint: 'notes_customer_fkey' });
  });

  it('is recognised when it is still in use', async () => {
    const db = fixture.as(tenantId);
    await db.query((prisma) => prisma.note.create({ data: { ...orphan(), customerId: taken.id } }));
    expect(isForeignKeyViolation(await failureOf(db.query((prisma) => prisma.customer.deleteMany({}))))).toBe(true);
  });
});

describe('other refusals', () => {
  it('a row that is not there', async () => {
    const where = { tenantId_id: { tenantId, id: v7() } };
    const db = fixture.as(tenantId);
    expect(
      isRecordMissing(await failureOf(db.query((prisma) => prisma.customer.update({ where, data: { version: 2 } })))),
    ).toBe(true);
    expect(isRecordMissing(await failureOf(db.query((prisma) => prisma.customer.delete({ where }))))).toBe(true);
  });

  it('a row that a CHECK refuses', async () => {
    const failure = await failureOf(
      fixture.as(tenantId).query((prisma) => prisma.customer.create({ data: { ...duplicate(), name: '' } })),
    );
    expect([isCheckViolation(failure), isUniqueViolation(failure), isRowRefused(failure)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('two transactions that met in a deadlock', async () => {
    const db = fixture.as(tenantId);
    const pair = [v7(), v7()];
    await db.query((prisma) => prisma.customer.createMany({ data: pair.map((id) => ({ tenantId, id, name: id })) }));
    const lockBoth = (order: string[]) =>
      db.transaction(async (tx) => {
        for (const id of order) {
          await tx.customer.updateMany({ where: { id }, data: { version: 2 } });
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      });
    const outcomes = await Promise.allSettled([lockBoth(pair), lockBoth(pair.toReversed())]);
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(failures.map(isWriteConflict)).toEqual([true]);
  });

  it.each([null, undefined, 'text', 7, new Error('other'), { code: 7 }])('is none of them: %j', (other) => {
    const tests = [
      isUniqueViolation,
      isForeignKeyViolation,
      isRecordMissing,
      isRowRefused,
      isWriteConflict,
      isCheckViolation,
    ];
    expect(tests.some((test) => test(other))).toBe(false);
  });
});
