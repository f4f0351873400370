import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { isForeignKeyViolation, isRecordMissing, isRowRefused } from '@tessera/tenancy';
import { failureOf } from './fixture/failure.ts';
import { openFixture, type Fixture } from './fixture/open-fixture.ts';

const A = v7();
const B = v7();
const customer = { tenantId: A, id: v7(), name: 'Alpha' };
const byId = { where: { tenantId_id: { tenantId: A, id: customer.id } } };
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await fixture.as(A).query((prisma) => prisma.customer.create({ data: customer }));
  await fixture.as(B).query((prisma) => prisma.customer.create({ data: { tenantId: B, id: v7(), name: 'Beta' } }));
});
afterAll(async () => fixture[Symbol.asyncDispose]());

describe('a tenant', () => {
  it('gets only its own rows from a statement whose "where" was forgotten', async () => {
    const names = await fixture.as(B).query((prisma) => prisma.customer.findMany({ select: { name: true } }));
    expect(names).toEqual([{ name: 'Beta' }]);
    await expect(
      fixture.as(B).query((prisma) => prisma.customer.updateMany({ data: { version: 9 } })),
    ).resolves.toEqual({ count: 1 });
    await expect(fixture.as(A).query((prisma) => prisma.customer.findUnique(byId))).resolves.toMatchObject({
      version: 1,
    });
  });

  it('finds a foreign row no more than one that does not exist', async () => {
    await expect(fixture.as(B).query((prisma) => prisma.customer.findUnique(byId))).resolves.toBeNull();
  });

  it.each(['update', 'delete'] as const)(
    'gets the same answer to the %s of a foreign row as of a missing one',
    async (verb) => {
      const change = (id: string) =>
        fixture
          .as(B)
          .query((prisma) =>
            prisma.customer[verb]({
              where: { tenantId_id: { tenantId: A, id } },
              data: verb === 'update' ? { name: 'x' } : (undefined as never),
            }),
          );
      const foreign = await change(customer.id).catch((error: Error) => error);
      const missing = await change(v7()).catch((error: Error) => error);
      expect(isRecordMissing(foreign)).toBe(true);
      expect((foreign as Error).message).toBe((missing as Error).message);
    },
  );

  it('cannot insert a row for another', async () => {
    const insert = fixture
      .as(B)
      .query((prisma) => prisma.customer.create({ data: { tenantId: A, id: v7(), name: 'Planted' } }));
    expect(isRowRefused(await failureOf(insert))).toBe(true);
  });

  it('cannot move a row of its own to another', async () => {
    const move = fixture.as(A).query((prisma) => prisma.customer.update({ ...byId, data: { tenantId: B } }));
    expect(isRowRefused(await failureOf(move))).toBe(true);
  });

  it('cannot link a foreign row, though integrity checks see every row', async () => {
    const link = (tenantId: string) =>
      fixture
        .as(B)
        .query((prisma) => prisma.note.create({ data: { tenantId, id: v7(), customerId: customer.id, body: 'x' } }));
    expect(isForeignKeyViolation(await failureOf(link(B)))).toBe(true);
    expect(isRowRefused(await failureOf(link(A)))).toBe(true);
  });

  it('reaches nothing of a platform table', async () => {
    expect(isRowRefused(await failureOf(fixture.as(A).query((prisma) => prisma.account.count())))).toBe(true);
  });
});

describe('calls of several tenants in one tick', () => {
  it('each run in their own session, although Prisma gathers findUnique calls', async () => {
    const everyone = [fixture.as(A), fixture.as(B), fixture.as(A, 'own'), fixture.as(A), fixture.as(A, null)];
    const found = await Promise.all(everyone.map((db) => db.query((prisma) => prisma.customer.findUnique(byId))));
    expect(found.map((row) => row?.name)).toEqual(['Alpha', undefined, undefined, 'Alpha', undefined]);
  });

  it('each run in their own session, although Prisma gathers batches of statements', async () => {
    const counts = await Promise.all(
      [A, B, v7()].map((tenant) =>
        fixture
          .as(tenant)
          .query((prisma) => prisma.$transaction([prisma.customer.count(), prisma.customer.findMany()])),
      ),
    );
    expect(counts.map(([count, rows]) => [count, (rows as { name: string }[])[0]?.name])).toEqual([
      [1, 'Alpha'],
      [1, 'Beta'],
      [0, undefined],
    ]);
  });

  it('are still joined within one session', async () => {
    const db = fixture.as(A);
    const ids = [customer.id, v7(), customer.id];
    const found = await db.query((prisma) =>
      Promise.all(ids.map((id) => prisma.customer.findUnique({ where: { tenantId_id: { tenantId: A, id } } }))),
    );
    expect(found.map((row) => row?.name)).toEqual(['Alpha', undefined, 'Alpha']);
  });
});

describe('a statement outside a session', () => {
  it('throws', async () => {
    const kept = await fixture.as(A).query(async (prisma) => ({ prisma }));
    await expect(kept.prisma.customer.count()).rejects.toThrow('outside a tenant');
  });

  it('is refused by the database itself when a setting is missing', async () => {
    await expect(fixture.database.run('app', 'SELECT * FROM customers')).resolves.toEqual([]);
    await expect(
      fixture.database.run('app', `INSERT INTO customers VALUES ('${A}', '${v7()}', 'x')`),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a tenant context', () => {
  it.each(['', 'demo001', "' OR true --"])('is refused with the tenant %j', (tenantId) => {
    expect(() => fixture.as(tenantId)).toThrow();
  });

  it('carries hostile text as text', async () => {
    const actReason = `'); DROP TABLE customers; --`;
    const db = fixture.db.tenant({ tenantId: A, userId: null, rowScope: 'all', requestId: `"'\\`, actReason });
    const [row] = await db.sql<{ reason: string }>('SELECT tessera.act_reason() AS reason');
    const [inside] = await db.transaction((tx) =>
      tx.$queryRawUnsafe<{ reason: string }[]>('SELECT tessera.act_reason() AS reason'),
    );
    expect([row?.reason, inside?.reason]).toEqual([actReason, actReason]);
  });
});

describe('an identity', () => {
  const identity = { userId: v7(), sessionId: v7(), tenantId: A, role: 'ADMIN' } as const;

  it('sees its tenant', async () => {
    await expect(fixture.db.forIdentity(identity, 'r', 'all').query((prisma) => prisma.customer.count())).resolves.toBe(
      1,
    );
  });

  it('sees every tenant as SUPERADMIN, and changes none', async () => {
    const db = fixture.db.forIdentity({ ...identity, role: 'SUPERADMIN', tenantId: null }, 'r', null);
    await expect(db.query((prisma) => prisma.customer.count())).resolves.toBe(2);
    expect(
      isRowRefused(await failureOf(db.query((prisma) => prisma.customer.updateMany({ data: { name: 'x' } })))),
    ).toBe(true);
  });

  it('without a tenant is refused when it is no SUPERADMIN', () => {
    expect(() => fixture.db.forIdentity({ ...identity, tenantId: null }, 'r', 'all')).toThrow('ADMIN');
  });
});
