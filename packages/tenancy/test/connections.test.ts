import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Database } from '@tessera/tenancy';
import type { FixtureClient } from './fixture/client-types.ts';
import { failureOf } from './fixture/failure.ts';
import { openFixture, type Fixture } from './fixture/open-fixture.ts';

const TENANTS = Array.from({ length: 5 }, () => v7());
const OPERATIONS = 4_000;
const AT_ONCE = 16;
const SETTINGS = ['tenant_id', 'user_id', 'row_scope', 'request_id', 'act_reason'];
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(async () => fixture[Symbol.asyncDispose]());

type Operation = (database: Database<FixtureClient>, tenantId: string) => Promise<unknown>;

const scoped = (database: Database<FixtureClient>, tenantId: string) =>
  database.tenant({ tenantId, userId: v7(), rowScope: 'all', requestId: 'test' });
const fresh = (tenantId: string) => ({ tenantId, id: v7(), name: v7() });

/** What succeeds adds one customer; what fails must add none. */
const SUCCEEDING: Operation[] = [
  (database, tenantId) =>
    scoped(database, tenantId).query((prisma) => prisma.customer.create({ data: fresh(tenantId) })),
  (database, tenantId) => scoped(database, tenantId).transaction((tx) => tx.customer.create({ data: fresh(tenantId) })),
  (database, tenantId) =>
    scoped(database, tenantId).query((prisma) =>
      prisma.customer.create({ data: { ...fresh(tenantId), notes: { create: { id: v7(), body: 'x' } } } }),
    ),
];
const FAILING: Operation[] = [
  (database, tenantId) =>
    scoped(database, tenantId).query((prisma) => prisma.customer.create({ data: { ...fresh(tenantId), name: '' } })),
  (database, tenantId) => scoped(database, tenantId).query((prisma) => prisma.customer.create({ data: fresh(v7()) })),
  (database, tenantId) => scoped(database, tenantId).query((prisma) => prisma.$queryRawUnsafe('SELECT 1 / 0')),
  (database, tenantId) =>
    scoped(database, tenantId).query((prisma) => prisma.$executeRawUnsafe('SELECT 1; COMMIT; SELECT 2')),
  (database, tenantId) => scoped(database, tenantId).sql('SELEC'),
  (database, tenantId) =>
    scoped(database, tenantId).transaction(async (tx) => {
      await tx.customer.create({ data: fresh(tenantId) });
      await tx.customer.create({ data: { ...fresh(tenantId), name: '' } });
    }),
  (database, tenantId) =>
    scoped(database, tenantId).transaction(async (tx) => {
      await tx.customer.create({ data: fresh(tenantId) });
      throw new Error('The service changed its mind.');
    }),
  (database, tenantId) =>
    scoped(database, tenantId).transaction(async (tx) => {
      await tx.customer.create({ data: fresh(tenantId) });
      await tx.$queryRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())');
    }),
  (database, tenantId) =>
    scoped(database, tenantId).query((prisma) =>
      prisma.$queryRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())'),
    ),
];
/** Statements that try to leave something behind on their connection. */
const LITTERING = [
  'BEGIN',
  'COMMIT',
  `SET app.tenant_id = '${TENANTS[0]}'`,
  `SELECT set_config('app.row_scope', 'all', false)`,
];

describe('a pool under mixed load', () => {
  it(`crosses no tenant and loses no write in ${OPERATIONS} operations, two fifths of them failing`, async () => {
    const broken: Error[] = [];
    const database = fixture.open({ onConnectionError: (error) => broken.push(error) });
    const added = new Map(TENANTS.map((tenant) => [tenant, 0]));
    const crossed: unknown[] = [];
    const unexpected: unknown[] = [];

    const step = async (number: number) => {
      const tenantId = TENANTS[number % TENANTS.length] as string;
      const kind = Math.random();
      if (kind < 0.4) {
        const work = FAILING[Math.floor(Math.random() * FAILING.length)] as Operation;
        await failureOf(work(database, tenantId));
      } else if (kind < 0.5) {
        const litter = LITTERING[Math.floor(Math.random() * LITTERING.length)] as string;
        await scoped(database, tenantId).query((prisma) => prisma.$executeRawUnsafe(litter));
      } else if (kind < 0.8) {
        await (SUCCEEDING[Math.floor(Math.random() * SUCCEEDING.length)] as Operation)(database, tenantId);
        added.set(tenantId, (added.get(tenantId) ?? 0) + 1);
      } else {
        const rows = await scoped(database, tenantId).query((prisma) =>
          prisma.customer.findMany({ take: 20, orderBy: { id: 'desc' } }),
        );
        crossed.push(...rows.filter((row) => row.tenantId !== tenantId));
      }
    };
    let next = 0;
    const worker = async () => {
      while (next < OPERATIONS) await step((next += 1)).catch((error: unknown) => unexpected.push(error));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));

    expect({ crossed, unexpected }).toEqual({ crossed: [], unexpected: [] });
    for (const [tenantId, expected] of added) {
      await expect(scoped(database, tenantId).query((prisma) => prisma.customer.count())).resolves.toBe(expected);
    }
  }, 120_000);
});

describe('a connection that goes back to the pool', () => {
  it.each([...LITTERING, 'SELECT 1', 'SELECT 1 / 0'])(
    'carries no setting and no transaction over after %s',
    async (statement) => {
      const database = fixture.open({ poolSize: 1 });
      const before = scoped(database, TENANTS[0] as string);
      await before.query((prisma) => prisma.$executeRawUnsafe(statement)).catch(() => undefined);
      await before.transaction((tx) => tx.customer.count());
      const read = SETTINGS.map((name) => `current_setting('app.${name}', true) AS ${name}`).join(', ');
      const [seen] = await database
        .tenant({ tenantId: TENANTS[1] as string, userId: null, rowScope: null, requestId: 'r2' })
        .sql(`SELECT ${read}, pg_current_xact_id_if_assigned() AS transaction`);
      expect(seen).toEqual({
        tenant_id: TENANTS[1],
        user_id: '',
        row_scope: '',
        request_id: 'r2',
        act_reason: '',
        transaction: null,
      });
    },
  );

  it('is kept after a refused statement, and replaced after it was killed', async () => {
    const database = fixture.open({ poolSize: 1 });
    const db = scoped(database, TENANTS[0] as string);
    const pid = async () => (await db.sql<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
    const first = await pid();
    await failureOf(
      db.query((prisma) => prisma.customer.create({ data: { ...fresh(TENANTS[0] as string), name: '' } })),
    );
    expect(await pid()).toBe(first);
    await fixture.database.run('superuser', 'SELECT pg_terminate_backend($1)', [first]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await pid();
    expect(second).not.toBe(first);
    await failureOf(db.query((prisma) => prisma.$queryRawUnsafe('SELECT pg_terminate_backend(pg_backend_pid())')));
    expect(await pid()).not.toBe(second);
  });

  it('survives that a statement of its was deallocated or that a table changed under it', async () => {
    const database = fixture.open({ poolSize: 1 });
    const db = scoped(database, TENANTS[0] as string);
    const read = () => db.sql('SELECT * FROM notes LIMIT 1');
    for (let round = 0; round < 5; round += 1) await read();
    await fixture.database.run('owner', 'ALTER TABLE notes ADD COLUMN extra text');
    await read().catch(() => undefined);
    await expect(read()).resolves.toBeDefined();
    await db.sql('DEALLOCATE ALL');
    await read().catch(() => undefined);
    await expect(read()).resolves.toBeDefined();
  });
});

describe('a database that is not there', () => {
  it('is told by ping, and by every statement', async () => {
    const database = fixture.open({}, { host: '127.0.0.1', port: 1 });
    await expect(database.ping()).rejects.toThrow('ECONNREFUSED');
    await expect(scoped(database, TENANTS[0] as string).sql('SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});
