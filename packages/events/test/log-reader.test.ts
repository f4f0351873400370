import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { v7 } from 'uuid';
import { announceSql, createLogReader, defineEvents, type LogReader, type LoggedEvent } from '@tessera/events';
import { createScratchDatabase, eventually, type ScratchDatabase } from '@tessera/testkit';

const events = defineEvents({ readings: { entity: 'Reading', columns: ['value'] } });
/** Few enough for the limit on the owner's connections. */
const WRITERS = 6;
const EVENTS = 3_000;
let database: ScratchDatabase;
let reader: LogReader;

beforeAll(async () => {
  database = await createScratchDatabase(`
    CREATE TABLE readings (tenant_id uuid, id uuid, value integer, PRIMARY KEY (tenant_id, id));
    SELECT tessera.tenant_table('readings');
    ${announceSql(events)}`);
  reader = createLogReader(database.pool('tail'));
});
afterAll(async () => {
  await reader.close();
  await database[Symbol.asyncDispose]();
});

const insert = (value: number) => `INSERT INTO readings VALUES ('${v7()}', '${v7()}', ${value})`;
const valueOf = (event: LoggedEvent) => (JSON.parse(event.afterJson) as { value: number }).value;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads on, in small answers, until `enough` says so. */
async function follow(from: LogReader, enough: (seen: LoggedEvent[]) => boolean): Promise<LoggedEvent[]> {
  const seen: LoggedEvent[] = [];
  while (!enough(seen)) {
    const answer = await from.tail({ after: seen.at(-1)?.position, limit: 37, waitMs: 200 });
    seen.push(...answer.events);
  }
  return seen;
}

/** Waits for what holds the log back: a transaction of another test file's on the same server, too. */
async function endOfLog() {
  const all = await follow(reader, () => true);
  return eventually(async () => {
    const rest = await reader.tail({ after: all.at(-1)?.position, limit: 5_000, waitMs: 0 });
    return rest.lagEvents === 0 && rest.events.at(-1)?.position;
  });
}

/** How long the quickest of some commits took to a reader that waits: others on the same server hold some back. */
async function quickestAnswer(value: number): Promise<number> {
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const after = await endOfLog();
    const waiting = reader.tail({ after, limit: 10, waitMs: 10_000 });
    await pause(50);
    const since = Date.now();
    await database.run('owner', insert(value));
    expect((await waiting).events).toHaveLength(1);
    times.push(Date.now() - since);
  }
  return Math.min(...times);
}

describe('a follower', () => {
  it(`loses and repeats nothing of ${EVENTS} events that commit out of order, one in six rolled back`, async () => {
    const writers = database.pool('owner');
    let next = 0;
    const committed: number[] = [];
    const write = async (client: PoolClient) => {
      while (next < EVENTS) {
        const values = Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => (next += 1));
        await client.query('BEGIN');
        for (const value of values) {
          await client.query(insert(value));
          if (Math.random() < 0.1) await pause(Math.random() * 20);
        }
        const keep = Math.random() > 1 / 6;
        await client.query(keep ? 'COMMIT' : 'ROLLBACK');
        if (keep) committed.push(...values);
      }
    };
    const clients = await Promise.all(Array.from({ length: WRITERS }, () => writers.connect()));
    let writing = true;
    const load = Promise.all(clients.map(write)).finally(() => {
      writing = false;
    });
    const seen = await follow(reader, (soFar) => !writing && soFar.length >= committed.length);
    await load;
    for (const client of clients) client.release();

    const values = seen.map(valueOf);
    expect(new Set(values).size).toBe(values.length);
    expect(values.toSorted((a, b) => a - b)).toEqual(committed.toSorted((a, b) => a - b));
    const inIdOrder = seen.every(
      (event, at) => at === 0 || BigInt(event.position.id) > BigInt(seen[at - 1]?.position.id ?? 0),
    );
    expect(inIdOrder).toBe(false);
  }, 60_000);

  it('waits for an older transaction that is still running, and says how far it is behind', async () => {
    const after = await endOfLog();
    const older = await database.pool('owner').connect();
    await older.query(`BEGIN; ${insert(-1)}`);
    await database.run('owner', insert(-2));
    const held = await reader.tail({ after, limit: 10, waitMs: 0 });
    expect([held.events, held.lagEvents]).toEqual([[], 1]);

    const waiting = reader.tail({ after, limit: 10, waitMs: 5_000 });
    await older.query('COMMIT');
    older.release();
    const answer = await waiting;
    expect(answer.events.map(valueOf)).toEqual([-1, -2]);
    expect(answer.lagEvents).toBe(0);
  });

  it('is held back by a transaction that runs elsewhere in the cluster, and let go when that ends', async () => {
    const after = await endOfLog();
    const other = await database.pool('superuser').connect();
    await other.query('BEGIN; SELECT pg_current_xact_id()');
    await database.run('owner', insert(-3));
    const waiting = reader.tail({ after, limit: 10, waitMs: 5_000 });
    await pause(50);
    await other.query('ROLLBACK');
    other.release();
    const since = Date.now();
    expect((await waiting).events.map(valueOf)).toEqual([-3]);
    expect(Date.now() - since).toBeLessThan(1_000);
  });
});

describe('waiting', () => {
  it('ends with a commit, long before its time', async () => {
    expect(await quickestAnswer(-4)).toBeLessThan(1_000);
  });

  it('ends without events after its time, when it is aborted, and when the reader closes', async () => {
    const after = await endOfLog();
    await expect(reader.tail({ after, limit: 10, waitMs: 50 })).resolves.toMatchObject({ events: [], lagEvents: 0 });
    const since = Date.now();
    const aborting = new AbortController();
    const aborted = reader.tail({ after, limit: 10, waitMs: 10_000, signal: aborting.signal });
    const another = createLogReader(database.pool('tail'));
    const closed = another.tail({ after, limit: 10, waitMs: 10_000 });
    await pause(100);
    aborting.abort();
    await another.close();
    await expect(Promise.all([aborted, closed])).resolves.toMatchObject([{ events: [] }, { events: [] }]);
    expect(Date.now() - since).toBeLessThan(2_000);
  });

  it('goes on after its listening connection was killed', async () => {
    const after = await endOfLog();
    await database.run('superuser', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1`, [
      `${database.address.database}_tail`,
    ]);
    await pause(50);
    const waiting = reader.tail({ after, limit: 10, waitMs: 10_000 });
    await database.run('owner', insert(-5));
    expect((await waiting).events).toHaveLength(1);
    await pause(900);
    expect(await quickestAnswer(-6)).toBeLessThan(1_000);
  });
});

describe('an epoch', () => {
  it('that is not the log’s own is told at once, with the one that holds now', async () => {
    const after = await endOfLog();
    const [renewed] = await database.run('owner', 'SELECT tessera.renew_epoch() AS epoch');
    const answer = await reader.tail({ after, limit: 10, waitMs: 10_000 });
    expect(answer).toMatchObject({ epoch: renewed?.epoch, events: [] });
    expect(answer.lagEvents).toBeGreaterThan(1_000);
  });

  it('begins with everything that stands in the log, before what is to come', async () => {
    await database.run('owner', insert(-7));
    const [count] = await database.run('owner', 'SELECT count(*)::int AS n FROM tessera.event_log');
    const all = await follow(reader, (seen) => seen.length >= Number(count?.n));
    expect(valueOf(all.at(-1) as LoggedEvent)).toBe(-7);
    expect(new Set(all.map((event) => event.position.id)).size).toBe(all.length);
  });
});
