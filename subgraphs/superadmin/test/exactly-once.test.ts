import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { v7 } from 'uuid';
import { createLogReader, type LogReader } from '@tessera/events';
import { openDatabase, type Database, type ScopedDb } from '@tessera/tenancy';
import { createTestDatabase, eventually, type TestDatabase } from '@tessera/testkit';
import { PrismaClient } from '../../../prisma/superadmin/client/client.ts';
import { EMPTY_CHAIN, findBreak } from '../src/domain/audit-chain.ts';
import type { Columns } from '../src/domain/log-event.ts';
import { followService, type FollowOptions } from '../src/services/followers/follow-service.ts';
import { createSource, type Source } from './source.ts';

type Db = ScopedDb<PrismaClient>;
const TENANTS = [v7(), v7(), v7()];

describe('following an event log', () => {
  let source: Source;
  let tailPool: Pool;
  let reader: LogReader;
  let target: TestDatabase;
  let database: Database<PrismaClient>;
  let db: Db;
  let stopping: AbortController;
  let running: Promise<void>[];

  beforeEach(() => {
    stopping = new AbortController();
    running = [];
  });
  afterEach(stop);
  beforeAll(async () => {
    source = await createSource();
    target = await createTestDatabase('superadmin');
    const { host, port, database: name, rolePrefix } = source.database.address;
    const password = source.database.passwords.tail;
    tailPool = new Pool({ host, port, database: name, user: `${rolePrefix}_tail`, password, max: 6 });
    reader = createLogReader(tailPool);
    database = openDatabase({ address: target.address, passwords: target.passwords, PrismaClient, poolSize: 8 });
    db = database.platform({ userId: null, requestId: 'test' });
  });
  afterAll(async () => {
    await reader.close();
    await tailPool.end();
    await database.close();
    await target.drop();
    await source.database.drop();
  });

  const log = { tail: (request: Parameters<LogReader['tail']>[0]) => reader.tail(request) };
  const follow = (holder: string, through: Db, from: FollowOptions['log'] = log) => {
    const options = { service: 'crm', holder, db: through, log: from, onError: () => undefined };
    running.push(followService(options, stopping.signal));
  };
  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all(running);
  }

  async function caughtUp(): Promise<void> {
    const [{ n } = { n: 0 }] = await source.database.sql<{ n: number }>('SELECT count(*)::int AS n FROM tessera.event_log');
    await eventually(async () => (await db.query((prisma) => prisma.auditEntry.count())) === n, { withinMs: 45_000 });
  }

  async function expectProjectionsToMatch(): Promise<void> {
    const counted = await source.database.sql(
      'SELECT tenant_id, count(*)::int AS live FROM deals WHERE deleted_at IS NULL GROUP BY 1 ORDER BY 1',
    );
    expect(await target.sql(
      `SELECT tenant_id, live::int FROM entity_counts WHERE service = 'crm' AND entity = 'Deal' AND live <> 0 ORDER BY 1`,
    )).toEqual(counted);
    const summed = await source.database.sql(
      `SELECT tenant_id, status, count(*)::int AS live, sum(amount_minor)::text AS amount FROM deals
       WHERE deleted_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(await target.sql(
      `SELECT tenant_id, status, live::int, amount_minor::text AS amount FROM entity_sums
       WHERE service = 'crm' AND live <> 0 ORDER BY 1, 2`,
    )).toEqual(summed);
  }

  async function expectChainsToHold(): Promise<void> {
    for (const tenantId of TENANTS) {
      const rows = await db.query((prisma) => prisma.auditEntry.findMany({ where: { tenantId }, orderBy: { sequence: 'asc' } }));
      expect(rows.length).toBeGreaterThan(0);
      const links = rows.map((row) => ({
        ...row, sourceId: String(row.sourceId), before: row.before as Columns | null, after: row.after as Columns | null,
      }));
      expect(findBreak(EMPTY_CHAIN, links)).toBeNull();
    }
  }

  it('counts every change once while transactions abort, replicas compete and connections die', async () => {
    follow('a', failingNowAndThen(db));
    follow('b', failingNowAndThen(db));
    running.push(stealLeases(stopping.signal));
    const until = Date.now() + 4_000;
    const writers = Array.from({ length: 4 }, async () => {
      while (Date.now() < until) await source.writeSome(TENANTS);
    });
    const killer = killConnections(until);
    await Promise.all([...writers, killer]);
    await caughtUp();
    await stop();
    await expectProjectionsToMatch();
    await expectChainsToHold();
  });

  it('rebuilds from the start without doubling the audit trail', async () => {
    const before = await db.query((prisma) => prisma.auditEntry.count());
    await target.sql(`UPDATE entity_counts SET live = live + 1`);
    await target.sql(`UPDATE followers SET epoch = NULL, transaction = NULL, event_id = NULL, caught_up = false, holder = NULL`);
    await target.sql(`DELETE FROM entity_counts`);
    await target.sql(`DELETE FROM entity_sums`);
    await followUntilCurrent();
    await expectProjectionsToMatch();
    expect(await db.query((prisma) => prisma.auditEntry.count())).toBe(before);
  });

  it('begins again by itself when the log has a new epoch, and keeps the audit trail', async () => {
    const before = await db.query((prisma) => prisma.auditEntry.count());
    await source.database.sql('SELECT tessera.renew_epoch()');
    await source.writeSome(TENANTS);
    await followUntilCurrent();
    await caughtUp();
    await expectProjectionsToMatch();
    await expectChainsToHold();
    expect(await db.query((prisma) => prisma.auditEntry.count())).toBeGreaterThanOrEqual(before);
  });

  it('says that it is unreachable, and keeps what was counted', async () => {
    follow('c', db, { tail: () => Promise.reject(new Error('no route to host')) });
    const state = await eventually(async () => {
      const follower = await db.query((prisma) => prisma.follower.findUnique({ where: { service: 'crm' } }));
      return follower?.reachable === false && follower;
    });
    expect(state.lastError).toBe('no route to host');
    await stop();
    await expectProjectionsToMatch();
  });

  async function followUntilCurrent(): Promise<void> {
    follow('single', db);
    const epoch = (await source.database.sql<{ value: string }>('SELECT value FROM tessera.epoch'))[0]?.value;
    await eventually(async () => {
      const follower = await db.query((prisma) => prisma.follower.findUnique({ where: { service: 'crm' } }));
      return follower?.caughtUp && follower.lagEvents === 0 && follower.epoch === epoch;
    });
    await stop();
  }

  /** Lets both replicas believe that they may follow, as after a partition. */
  async function stealLeases(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await target.sql(`UPDATE followers SET lease_until = now() - interval '1 second'`);
      await delay(20);
    }
  }

  async function killConnections(until: number): Promise<void> {
    while (Date.now() < until) {
      await delay(400);
      await target.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND usename LIKE '%\\_platform' AND pid <> pg_backend_pid()`);
    }
  }
});

/** The database of a process that crashes: a third of its transactions do their work and are then rolled back. */
function failingNowAndThen(db: Db): Db {
  return {
    tenantId: db.tenantId,
    query: (work) => db.query(work),
    sql: (text, values) => db.sql(text, values),
    rows: (statement) => db.rows(statement),
    transaction: (work, options) =>
      db.transaction(async (tx) => {
        const done = await work(tx);
        if (Math.random() < 0.33) throw new Error('crashed before the commit');
        return done;
      }, options),
  };
}
