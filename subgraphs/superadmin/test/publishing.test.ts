import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { v7 } from 'uuid';
import { createLogReader, type LogReader } from '@tessera/events';
import { openDatabase, type Database, type ScopedDb } from '@tessera/tenancy';
import { createTestDatabase, eventually, readWholeLog, type TestDatabase } from '@tessera/testkit';
import { PrismaClient } from '../../../prisma/superadmin/client/client.ts';
import { followService } from '../src/services/followers/follow-service.ts';
import { createEventStream, type EventStream } from '../src/services/publishers/event-stream.ts';
import { publishService } from '../src/services/publishers/publish-service.ts';
import { createSource, type Source } from './source.ts';
import { startTcpRelay, type TcpRelay } from './tcp-relay.ts';

const natsUrl = process.env['TESSERA_TEST_NATS_URL'];
const TENANTS = [v7(), v7()];
const ANNOUNCED = ['title', 'amount_minor', 'currency', 'status', 'deleted_at'];
type Db = ScopedDb<PrismaClient>;

interface Body {
  readonly id: string;
  readonly tenantId: string;
  readonly operation: string;
  readonly before: object | null;
  readonly after: object | null;
}

const title = 'publishing an event log to JetStream';
const why = '(skipped: TESSERA_TEST_NATS_URL names no NATS)';
const [suite, name] = natsUrl ? [describe, title] : [describe.skip, `${title} ${why}`];
suite(name, () => {
  const server = new URL(natsUrl ?? 'nats://127.0.0.1:4222');
  let source: Source;
  let tailPool: Pool;
  let reader: LogReader;
  let target: TestDatabase;
  let database: Database<PrismaClient>;
  let db: Db;
  let nats: NatsConnection;
  let manager: JetStreamManager;
  let relay: TcpRelay;
  /** A stream and subjects of this test's own. */
  let options: { url: string; stream: string; prefix: string };
  let stopping: AbortController;
  let running: Promise<void>[];
  let streams: EventStream[];

  beforeAll(async () => {
    nats = await connect({ servers: server.host });
    manager = await jetstreamManager(nats);
  });
  beforeEach(async () => {
    stopping = new AbortController();
    running = [];
    streams = [];
    source = await createSource();
    target = await createTestDatabase('superadmin');
    const { host, port, database: logName, rolePrefix } = source.database.address;
    const password = source.database.passwords.tail;
    tailPool = new Pool({ host, port, database: logName, user: `${rolePrefix}_tail`, password, max: 6 });
    reader = createLogReader(tailPool);
    database = openDatabase({ address: target.address, passwords: target.passwords, PrismaClient, poolSize: 6 });
    db = database.platform({ userId: null, requestId: 'test' });
    relay = await startTcpRelay({ host: server.hostname, port: Number(server.port || 4222) });
    const unique = randomBytes(4).toString('hex');
    const url = `nats://127.0.0.1:${relay.port}`;
    options = { url, stream: `TEST_EVENTS_${unique}`, prefix: `test.${unique}.events` };
  });
  afterEach(async () => {
    await stop();
    await manager.streams.delete(options.stream).catch(() => undefined);
    await relay.stop();
    await reader.close();
    await tailPool.end();
    await database.close();
    await target.drop();
    await source.database.drop();
  });
  afterAll(() => nats.close());

  const log = { tail: (request: Parameters<LogReader['tail']>[0]) => reader.tail(request) };
  const onError = () => undefined;
  const place = (holder: string, through: Db) => ({ service: 'crm', holder, db: through, log, onError });
  const publish = (holder: string, through: Db = db) => {
    const stream = createEventStream(options);
    streams.push(stream);
    running.push(publishService({ ...place(holder, through), stream }, stopping.signal));
  };
  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all(running.splice(0));
    await Promise.all(streams.splice(0).map((stream) => stream.close()));
    stopping = new AbortController();
  }
  const write = async (times: number) => {
    for (let n = 0; n < times; n += 1) await source.writeSome(TENANTS);
  };

  const publisher = () => db.query((prisma) => prisma.publisher.findUnique({ where: { service: 'crm' } }));

  /** The ids of all events that stand in the log, sorted. */
  async function committed(): Promise<string[]> {
    const { epoch, events } = await readWholeLog(reader);
    return events.map(({ position }) => ['crm', epoch, position.transaction, position.id].join('.')).toSorted();
  }
  const countStored = async () => (await manager.streams.info(options.stream)).state.messages;
  async function stored(): Promise<StoredMsg[]> {
    const { state } = await manager.streams.info(options.stream);
    const messages: StoredMsg[] = [];
    for (let seq = 1; seq <= state.last_seq; seq += 1) {
      const message = await manager.streams.getMessage(options.stream, { seq });
      if (message) messages.push(message);
    }
    return messages;
  }
  const idOf = (message: StoredMsg) => message.header.get('Nats-Msg-Id');
  async function expectEachOnce(): Promise<StoredMsg[]> {
    const expected = await committed();
    await eventually(async () => (await countStored()) >= expected.length, { withinMs: 20_000 });
    const messages = await stored();
    expect(messages.map(idOf).toSorted()).toEqual(expected);
    return messages;
  }

  it('stores each committed event once, in order, with its tenant and the announced columns alone', async () => {
    await write(20);
    publish('a');
    await write(20);
    const messages = await expectEachOnce();
    const { events } = await readWholeLog(reader);
    const order = messages.map((message) => idOf(message).split('.').at(-1));
    expect(order).toEqual(events.map(({ position }) => position.id));
    for (const message of messages) {
      const body = message.json<Body>();
      expect(body.id).toBe(idOf(message));
      expect(TENANTS).toContain(body.tenantId);
      expect(message.header.get('Tessera-Tenant')).toBe(body.tenantId);
      expect(message.subject).toBe(`${options.prefix}.crm.deal.${body.operation.toLowerCase()}`);
      for (const columns of [body.before, body.after]) {
        expect(ANNOUNCED).toEqual(expect.arrayContaining(Object.keys(columns ?? {})));
      }
    }
  });

  it('loses and repeats nothing while connections break, replicas compete and crashes lose the place', async () => {
    publish('a', losingThePlace(db));
    publish('b', losingThePlace(db));
    for (let round = 0; round < 15; round += 1) {
      await write(8);
      await target.sql(`UPDATE publishers SET lease_until = now() - interval '1 second'`);
      relay.breakConnections();
      await delay(60);
    }
    await stop();
    publish('a');
    await expectEachOnce();
  });

  it('goes on where it stood after a restart', async () => {
    publish('a');
    await write(10);
    await expectEachOnce();
    await stop();
    await write(10);
    publish('a');
    await expectEachOnce();
  });

  it('publishes what happened meanwhile when NATS comes up later, and folding did not wait for it', async () => {
    await relay.close();
    publish('a');
    running.push(followService(place('a', db), stopping.signal));
    await write(20);
    const expected = await committed();
    await eventually(async () => (await db.query((prisma) => prisma.auditEntry.count())) === expected.length);
    await eventually(async () => (await publisher())?.lastError);
    expect(await publisher()).toMatchObject({ epoch: null, lastError: expect.stringMatching(/refused/i) });
    await relay.open();
    await expectEachOnce();
    await eventually(async () => (await publisher())?.eventId);
    expect(await publisher()).toMatchObject({ lastError: null });
  });

  it('publishes a log of a new epoch under ids of its own', async () => {
    publish('a');
    await write(5);
    const before = (await expectEachOnce()).length;
    await source.database.sql('SELECT tessera.renew_epoch()');
    await write(5);
    const again = await committed();
    await eventually(async () => (await countStored()) === before + again.length, { withinMs: 20_000 });
    expect((await stored()).slice(before).map(idOf).toSorted()).toEqual(again);
  });

  it('tells of an event that is larger than a message may be, without its columns', async () => {
    await source.database.sql(
      `INSERT INTO deals VALUES ($1, $2, repeat('x', 2000000), 1, 'CHF', 'OPEN')`, [TENANTS[0], v7()],
    );
    publish('a');
    const [message] = await expectEachOnce();
    expect(message!.json()).toMatchObject({ operation: 'INSERT', after: null, columnsOmitted: true });
  });
});

/** The database of a process that crashes now and then between publishing and moving its place. */
function losingThePlace(db: Db): Db {
  return {
    ...db,
    sql: async (text, values) => {
      const isMove = text.startsWith('UPDATE publishers SET epoch');
      if (isMove && Math.random() < 0.33) throw new Error('crashed before the commit');
      return db.sql(text, values);
    },
  };
}
