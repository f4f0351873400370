import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { ScopedDb } from '@tessera/tenancy';
import { startCountingProxy, type CountingProxy } from '@tessera/testkit';
import type { FixtureClient } from './fixture/client-types.ts';
import { openFixture, type Fixture } from './fixture/open-fixture.ts';

const tenantId = v7();
const newCustomer = () => ({ tenantId, id: v7(), name: v7() });
let fixture: Fixture;
let proxy: CountingProxy;
let db: ScopedDb<FixtureClient>;

beforeAll(async () => {
  fixture = await openFixture();
  proxy = await startCountingProxy(fixture.database.address);
  const database = fixture.open({ poolSize: 1 }, proxy.address);
  db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId: 'test' });
  // The connection's own set-up is not what is counted.
  await db.query((prisma) => prisma.customer.count());
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

describe('round trips', () => {
  it.each<[string, number, (scoped: ScopedDb<FixtureClient>) => Promise<unknown>]>([
    ['a query', 1, (scoped) => scoped.query((prisma) => prisma.customer.findMany())],
    ['a raw query', 1, (scoped) => scoped.query((prisma) => prisma.$queryRawUnsafe('SELECT 1'))],
    ['plain SQL', 1, (scoped) => scoped.sql('SELECT 1')],
    ['rows past Prisma', 1, (scoped) => scoped.rows({ text: 'SELECT $1::bigint', values: [1] })],
    ['an insert', 1, (scoped) => scoped.query((prisma) => prisma.customer.create({ data: newCustomer() }))],
    [
      'a refused insert',
      1,
      (scoped) =>
        scoped.query((prisma) => prisma.customer.create({ data: { ...newCustomer(), name: '' } })).catch(() => null),
    ],
    ['a transaction of one statement: it, COMMIT', 2, (scoped) => scoped.transaction((tx) => tx.customer.count())],
    [
      'a transaction of three statements',
      4,
      (scoped) =>
        scoped.transaction(async (tx) => [
          await tx.customer.count(),
          await tx.customer.count(),
          await tx.customer.count(),
        ]),
    ],
    [
      'a serializable transaction',
      2,
      (scoped) => scoped.transaction((tx) => tx.customer.count(), { isolationLevel: 'Serializable' }),
    ],
    ['a transaction that runs nothing', 0, (scoped) => scoped.transaction(async () => 1)],
  ])('%s takes %d', async (_name, expected, work) => {
    // Four times: a statement that keeps coming back is named at its third sight.
    const counted = [];
    for (let round = 0; round < 4; round += 1) counted.push((await proxy.during(() => work(db))).trips);
    expect(counted).toEqual([expected, expected, expected, expected]);
  });
});

describe('a transaction', () => {
  it('has the isolation that was asked for', async () => {
    const level = await db.transaction(
      (tx) => tx.$queryRawUnsafe<{ level: string }[]>(`SELECT current_setting('transaction_isolation') AS level`),
      { isolationLevel: 'RepeatableRead' },
    );
    expect(level).toEqual([{ level: 'repeatable read' }]);
  });

  it('is rolled back whole when its work throws', async () => {
    const { id, name } = newCustomer();
    const work = db.transaction(async (tx) => {
      await tx.customer.create({ data: { tenantId, id, name } });
      throw new Error('No.');
    });
    await expect(work).rejects.toThrow('No.');
    await expect(db.query((prisma) => prisma.customer.count({ where: { id } }))).resolves.toBe(0);
  });

  it('is run again after a write conflict as often as it was told to', async () => {
    const customer = newCustomer();
    const where = { tenantId_id: { tenantId, id: customer.id } };
    await db.query((prisma) => prisma.customer.create({ data: customer }));
    const wide = fixture.as(tenantId);
    const add = (retry: number) =>
      wide.transaction(
        async (tx) => {
          const found = await tx.customer.findUnique({ where });
          return tx.customer.update({ where, data: { version: (found?.version ?? 0) + 1 } });
        },
        { isolationLevel: 'Serializable', retry },
      );
    await Promise.all(Array.from({ length: 8 }, () => add(30)));
    await expect(wide.query((prisma) => prisma.customer.findUnique({ where }))).resolves.toMatchObject({ version: 9 });
    const without = await Promise.allSettled(Array.from({ length: 8 }, () => add(0)));
    expect(without.some((outcome) => outcome.status === 'rejected')).toBe(true);
  });
});
