import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serve } from '@tessera/identity';
import type { ScopedDb } from '@tessera/tenancy';
import { eventually } from '@tessera/testkit';
import { v7 } from 'uuid';
import type { FixtureClient } from './fixture/client-types.ts';
import { openFixture, type Fixture } from './fixture/open-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(async () => fixture[Symbol.asyncDispose]());

type Db = ScopedDb<FixtureClient>;

/** Each way to a statement that takes a minute. */
const WAYS: Readonly<Record<string, (db: Db, sleep: string) => Promise<unknown>>> = {
  'plain SQL': (db, sleep) => db.sql(sleep),
  'a query of Prisma’s': (db, sleep) => db.query((prisma) => prisma.$queryRawUnsafe(sleep)),
  'a transaction’s first statement': (db, sleep) => db.transaction((tx) => tx.$queryRawUnsafe(sleep), { timeoutMs: 60_000 }),
  'a later one': (db, sleep) =>
    db.transaction(
      async (tx) => {
        await tx.customer.findMany();
        await tx.$queryRawUnsafe(sleep);
      },
      { timeoutMs: 60_000 },
    ),
};

async function running(mark: string): Promise<number> {
  const rows = await fixture.database.run(
    'superuser',
    "SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()",
    [`%${mark}%`],
  );
  return rows.length;
}

describe('a statement whose caller has gone', () => {
  for (const [way, run] of Object.entries(WAYS)) {
    it(`is cancelled in the server: ${way}`, async () => {
      const mark = `mark-${v7()}`;
      const caller = new AbortController();
      const db = fixture.as(v7());
      const call = { requestId: 'r', identity: null, signal: caller.signal };
      const answer = serve(call, () => run(db, `SELECT 1 FROM pg_sleep(60) /* ${mark} */`)).catch((error: unknown) => error);
      await eventually(async () => (await running(mark)) === 1);
      caller.abort();
      await eventually(async () => (await running(mark)) === 0, { withinMs: 3_000 });
      expect(await answer).toBeInstanceOf(Error);
      expect(await db.sql('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  }

  it('is never sent once nobody waits', async () => {
    const tenantId = v7();
    const db = fixture.as(tenantId);
    const call = { requestId: 'r', identity: null, signal: AbortSignal.abort() };
    const write = serve(call, () =>
      db.query((prisma) => prisma.customer.create({ data: { tenantId, id: v7(), name: 'late' } })),
    );
    await expect(write).rejects.toThrow();
    expect(await db.query((prisma) => prisma.customer.findMany())).toEqual([]);
  });

  it('takes nobody else’s statement with it', async () => {
    const tenantId = v7();
    const db = fixture.as(tenantId);
    const callers = Array.from({ length: 60 }, (_, index) => ({ index, gone: new AbortController() }));
    const answers = callers.map(({ index, gone }) => {
      const call = { requestId: `r${index}`, identity: null, signal: gone.signal };
      return serve(call, () => db.sql<{ index: number }>('SELECT $1::int AS index FROM pg_sleep(0.02)', [index])).then(
        ([row]) => row?.index,
        () => 'cancelled' as const,
      );
    });
    for (const { index, gone } of callers) {
      if (index % 3 === 0) setTimeout(() => gone.abort(), index * 5);
    }
    const outcomes = await Promise.all(answers);
    const others = outcomes.filter((_, index) => index % 3 !== 0);
    expect(others).toEqual(callers.map(({ index }) => index).filter((index) => index % 3 !== 0));
  });
});
