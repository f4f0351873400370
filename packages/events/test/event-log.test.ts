import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { announceSql, countLive, createLogReader, defineEvents, type LogReader } from '@tessera/events';
import { createScratchDatabase, readWholeLog, type ScratchDatabase } from '@tessera/testkit';

const events = defineEvents({
  customers: { entity: 'Customer', columns: ['name', 'deleted_at'] },
  tenants: { entity: 'Tenant', columns: ['slug'], tenantColumn: 'id' },
  users: { entity: 'User', columns: ['email'], tenantColumn: null },
});
const tenant = v7();
let database: ScratchDatabase;
let reader: LogReader;

beforeAll(async () => {
  database = await createScratchDatabase(`
    CREATE TABLE tenants (id uuid PRIMARY KEY, slug text);
    CREATE TABLE customers (
      tenant_id uuid, id uuid, name text, password_hash text, seen_at timestamptz, deleted_at timestamptz,
      PRIMARY KEY (tenant_id, id));
    CREATE TABLE users (id uuid PRIMARY KEY, email text);
    SELECT tessera.tenant_table('tenants', tenant_column => 'id');
    SELECT tessera.tenant_table('customers'), tessera.platform_table('users');
    ${announceSql(events)}`);
  reader = createLogReader(database.pool('tail'));
});
afterAll(async () => {
  await reader.close();
  await database[Symbol.asyncDispose]();
});

const everything = async () => (await readWholeLog(reader)).events;
const last = async () => (await everything()).at(-1);

describe('a change', () => {
  const id = v7();

  it('is recorded with who, why and under which request', async () => {
    const actor = v7();
    const client = await database.pool('app').connect();
    await client.query(`BEGIN;
      SELECT set_config('app.tenant_id', '${tenant}', true), set_config('app.user_id', '${actor}', true),
      set_config('app.act_reason', 'ticket 7', true), set_config('app.request_id', 'r-1', true);
      INSERT INTO customers VALUES ('${tenant}', '${id}', 'Ann', 'hash', now()); COMMIT`);
    client.release();
    expect(await last()).toMatchObject({
      tenantId: tenant,
      entity: 'Customer',
      entityId: id,
      operation: 'INSERT',
      actorId: actor,
      actReason: 'ticket 7',
      requestId: 'r-1',
      beforeJson: '',
    });
  });

  it('carries only the columns that were listed', async () => {
    expect(JSON.parse((await last())?.afterJson ?? '')).toEqual({ name: 'Ann', deleted_at: null });
  });

  it('shows both sides of an update, and the last one of a delete', async () => {
    await database.run('owner', `UPDATE customers SET name = 'Bea' WHERE id = '${id}'`);
    const updated = await last();
    await database.run('owner', `DELETE FROM customers WHERE id = '${id}'`);
    const deleted = await last();
    const sides = [updated, deleted].map((event) => [event?.operation, event?.beforeJson, event?.afterJson]);
    expect(sides).toEqual([
      ['UPDATE', '{"name": "Ann", "deleted_at": null}', '{"name": "Bea", "deleted_at": null}'],
      ['DELETE', '{"name": "Bea", "deleted_at": null}', ''],
    ]);
  });

  it('of no listed column is not recorded', async () => {
    await database.run('owner', `INSERT INTO customers VALUES ('${tenant}', '${id}', 'Ann')`);
    const before = (await everything()).length;
    await database.run('owner', `UPDATE customers SET seen_at = now(), password_hash = 'other', name = name`);
    expect(await everything()).toHaveLength(before);
  });

  it('that is rolled back is not recorded', async () => {
    const before = (await everything()).length;
    await database.run(
      'owner',
      `BEGIN; INSERT INTO customers VALUES ('${tenant}', gen_random_uuid(), 'Gone'); ROLLBACK`,
    );
    expect(await everything()).toHaveLength(before);
  });

  it('of a platform table has no tenant, of the tenants themselves their own id', async () => {
    await database.run('owner', `INSERT INTO users VALUES (gen_random_uuid(), 'a@b.c')`);
    expect(await last()).toMatchObject({ entity: 'User', tenantId: '', afterJson: '{"email": "a@b.c"}' });
    await database.run('owner', `INSERT INTO tenants VALUES ('${tenant}', 'demo')`);
    expect(await last()).toMatchObject({ entity: 'Tenant', tenantId: tenant, entityId: tenant });
  });
});

describe('the log', () => {
  it.each(['app', 'platform'] as const)('is closed to the %s role', async (role) => {
    for (const sql of [
      'SELECT * FROM tessera.event_log',
      'DELETE FROM tessera.event_log',
      'SELECT * FROM tessera.epoch',
    ]) {
      await expect(database.run(role, sql)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it.each([
    'UPDATE tessera.event_log SET entity = entity',
    'DELETE FROM tessera.event_log',
    'TRUNCATE tessera.event_log',
    `INSERT INTO tessera.event_log (entity, entity_id, operation) VALUES ('Customer', '1', 'INSERT')`,
  ])('refuses even its owner: %s', async (sql) => {
    await expect(database.run('owner', sql)).rejects.toThrow('append-only');
  });

  it('lets the tail role read it, and nothing else', async () => {
    await expect(database.run('tail', 'SELECT count(*) FROM tessera.event_log')).resolves.toHaveLength(1);
    for (const sql of ['SELECT * FROM customers', 'DELETE FROM tessera.event_log', 'SELECT * FROM tessera.settings']) {
      await expect(database.run('tail', sql)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('announcing', () => {
  beforeEach(() => database.run('owner', announceSql(events)));

  it('again, unchanged, records nothing', async () => {
    const before = (await everything()).length;
    await database.run('owner', announceSql(events));
    expect(await everything()).toHaveLength(before);
  });

  it('a column that is new tells the standing rows again, changing no count', async () => {
    const wider = { ...events, customers: { entity: 'Customer', columns: ['name', 'deleted_at', 'seen_at'] } };
    await database.run('owner', announceSql(wider));
    const told = await last();
    expect(told).toMatchObject({ operation: 'UPDATE', requestId: 'announce', beforeJson: told?.afterJson });
    expect(JSON.parse(told?.afterJson ?? '')).toHaveProperty('seen_at');
  });

  it('a table that is new tells its standing rows, and one that was dropped falls silent', async () => {
    await database.run('owner', announceSql({ customers: events.customers, tenants: events.tenants }));
    await database.run('owner', `INSERT INTO users VALUES (gen_random_uuid(), 'silent@b.c')`);
    expect((await last())?.afterJson).not.toContain('silent');
    await database.run('owner', announceSql(events));
    const users = (await everything()).filter((event) => event.entity === 'User' && event.requestId === 'announce');
    expect(users.map((event) => event.operation)).toEqual(['INSERT', 'INSERT']);
  });

  it('a column that the table does not have fails, naming it', async () => {
    const wrong = { customers: { entity: 'Customer', columns: ['name', 'nmae'] } };
    await expect(database.run('owner', announceSql(wrong))).rejects.toThrow('nmae');
  });
});

describe('counting live rows', () => {
  const counted = { platform: () => ({ sql: (text: string) => database.run('platform', text) as Promise<never[]> }) };

  it('leaves out what was deleted softly, and groups by tenant', async () => {
    const other = v7();
    await database.run('owner', `DELETE FROM customers`);
    await database.run(
      'owner',
      `INSERT INTO customers (tenant_id, id, deleted_at) VALUES ('${tenant}', gen_random_uuid(), NULL),
      ('${tenant}', gen_random_uuid(), now()), ('${other}', gen_random_uuid(), NULL)`,
    );
    const counts = await countLive(counted, events, 'Customer');
    expect(counts.toSorted((a, b) => a.tenantId.localeCompare(b.tenantId))).toEqual(
      [
        { tenantId: tenant, rows: 1 },
        { tenantId: other, rows: 1 },
      ].toSorted((a, b) => a.tenantId.localeCompare(b.tenantId)),
    );
  });

  it('of a platform table belongs to no tenant, and of an unknown entity is nothing', async () => {
    await expect(countLive(counted, events, 'User')).resolves.toEqual([{ tenantId: '', rows: 2 }]);
    await expect(countLive(counted, events, 'Nobody')).resolves.toEqual([]);
  });
});
