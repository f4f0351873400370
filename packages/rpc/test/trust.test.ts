import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, eventually, type TestDatabase } from '@tessera/testkit';
import {
  allowCallers,
  createRpcClient,
  createTrustFeed,
  followTrust,
  rpcService,
  startRpcServer,
  TRUST_CHANNEL,
  trustPayload,
  TrustDefinition,
  type TrustChange,
  type TrustEvent,
} from '../src/index.ts';
import { keyringOf } from './support.ts';

const SUSPENDED: TrustEvent = { kind: { $case: 'tenantState', value: { tenantId: 't1', status: 'SUSPENDED' } } };
const revocation = (sessionId: string): TrustChange => ({ $case: 'sessionRevoked', value: { sessionId } });

describe('the trust feed', () => {
  let database: TestDatabase;
  const cleanups: (() => unknown)[] = [];
  beforeAll(async () => {
    database = await createTestDatabase('tenants');
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  afterAll(() => database.drop());

  const notify = (change: TrustChange) => database.sql('SELECT pg_notify($1, $2)', [TRUST_CHANNEL, trustPayload(change)]);

  /** A tenants service that pushes trust, on the port given. */
  async function startTenants(port = 0, snapshot = async () => [SUSPENDED]) {
    const { host, port: databasePort, database: name, rolePrefix } = database.address;
    const user = `${rolePrefix}_platform`;
    const connection = { host, port: databasePort, database: name, user, password: database.passwords.platform };
    const feed = createTrustFeed({ connection, snapshot });
    const server = await startRpcServer({
      service: 'tenants',
      keyring: keyringOf('tenants'),
      host: '127.0.0.1',
      port,
      services: [rpcService(TrustDefinition, { watch: feed.watch })],
      allowed: allowCallers(TrustDefinition, ['gateway']),
      health: async () => true,
    });
    const stop = async () => {
      await server.stop();
      await feed.stop();
    };
    cleanups.push(stop);
    return { port: server.port, stop };
  }

  function followAsGateway(port: number) {
    const target = `127.0.0.1:${port}`;
    const client = createRpcClient(TrustDefinition, { target, callee: 'tenants', keyring: keyringOf('gateway') });
    const seen = { snapshots: [] as (readonly TrustEvent[])[], events: [] as TrustEvent[], alive: 0 };
    const follower = followTrust(client, {
      onSnapshot: (events) => seen.snapshots.push(events),
      onEvent: (event) => seen.events.push(event),
      onAlive: () => (seen.alive = Date.now()),
    });
    cleanups.push(async () => {
      await follower.stop();
      client.close();
    });
    return seen;
  }

  it('begins with everything that still matters', async () => {
    const { port } = await startTenants();
    const seen = followAsGateway(port);
    await eventually(async () => seen.snapshots.length === 1);
    expect(seen.snapshots[0]).toEqual([SUSPENDED]);
  });

  it('tells a change within a second of its commit, and not before', async () => {
    const { port } = await startTenants();
    const seen = followAsGateway(port);
    await eventually(async () => seen.snapshots.length === 1);
    await database.sql(`BEGIN; SELECT pg_notify('${TRUST_CHANNEL}', '${trustPayload(revocation('rolled-back'))}'); ROLLBACK`);
    const committed = Date.now();
    await notify(revocation('s1'));
    await eventually(async () => seen.events.length > 0, { everyMs: 5 });
    expect(Date.now() - committed).toBeLessThan(1_000);
    expect(seen.events).toEqual([{ kind: revocation('s1') }]);
  });

  it('gives signs of life, about one a second', async () => {
    const { port } = await startTenants();
    const seen = followAsGateway(port);
    await eventually(async () => seen.alive > 0);
    const first = seen.alive;
    const second = await eventually(async () => seen.alive > first && seen.alive);
    await eventually(async () => seen.alive > second);
    expect(seen.alive - first).toBeGreaterThan(900);
    expect(seen.alive - first).toBeLessThan(10_000);
  });

  it('loses nothing while its listening connection is down: the next snapshot has it', async () => {
    const revoked: TrustEvent[] = [];
    const { port } = await startTenants(0, async () => [...revoked]);
    const seen = followAsGateway(port);
    await eventually(async () => seen.snapshots.length === 1);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    revoked.push({ kind: revocation('s2') });
    await notify(revocation('s2'));
    await eventually(async () => seen.snapshots.length === 2 || seen.events.length > 0, { withinMs: 5_000 });
    expect([...(seen.snapshots[1] ?? []), ...seen.events]).toContainEqual({ kind: revocation('s2') });
    await eventually(async () => seen.snapshots.length === 2);
    await notify(revocation('s3'));
    await eventually(async () => seen.events.some((event) => JSON.stringify(event).includes('s3')));
  });

  it('is found again after the service went away and came back', async () => {
    const first = await startTenants();
    const seen = followAsGateway(first.port);
    await eventually(async () => seen.snapshots.length === 1);
    await first.stop();
    await startTenants(first.port);
    await eventually(async () => seen.snapshots.length === 2, { withinMs: 5_000 });
  });

  it('is refused to anybody but a gateway', async () => {
    const { port } = await startTenants();
    const target = `127.0.0.1:${port}`;
    const client = createRpcClient(TrustDefinition, { target, callee: 'tenants', keyring: keyringOf('crm') });
    cleanups.push(() => client.close());
    await expect(client.watch({})[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });
});
