import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Identity, Role } from '@tessera/identity';
import type { Event } from '@tessera/rpc';
import { openDatabase, type Database } from '@tessera/tenancy';
import { codes, startTestSubgraph, type TestSubgraph } from '@tessera/testkit';
import { PrismaClient } from '../../../prisma/superadmin/client/client.ts';
import { applyBatch } from '../src/services/followers/apply-batch.ts';
import { claimFollower } from '../src/services/followers/claim-follower.ts';

const ACME = v7();
const OTHER = v7();
const MEMBER = v7();
const superadmin = identity('SUPERADMIN', null);

function identity(role: Role, tenantId: string | null, userId = v7()): Identity {
  return { userId, sessionId: v7(), tenantId, role };
}

describe('superadmin', () => {
  let subgraph: TestSubgraph;
  let database: Database<PrismaClient>;
  beforeAll(async () => {
    subgraph = await startTestSubgraph('superadmin');
    database = openDatabase({ ...subgraph.database, PrismaClient });
    await apply('tenants', [tenantEvent(ACME, 'acme-x'), tenantEvent(OTHER, 'other-x')]);
    const by = { actorId: MEMBER };
    await apply('crm', [rowEvent(ACME, 'Customer', by), rowEvent(ACME, 'Customer'), rowEvent(OTHER, 'Customer')]);
  });
  afterAll(async () => {
    await database.close();
    await subgraph.stop();
  });

  let eventId = 0;
  /** Has a service's follower apply these events, as if they had been read from its log. */
  async function apply(service: string, events: Partial<Event>[]): Promise<void> {
    const db = database.platform({ userId: null, requestId: 'test' });
    // The subgraph follows too: what it takes for a replica keeps it off.
    await subgraph.database.sql(
      `INSERT INTO followers (service, holder, lease_until) VALUES ($1, 'test', now() + interval '1 hour')
       ON CONFLICT (service) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until`,
      [service],
    );
    const claim = await claimFollower(db, service, 'test');
    const position = () => ({ epoch: 'e1', transaction: '700', id: String((eventId += 1)) });
    const whole = events.map((event) => ({ ...EMPTY_EVENT, position: position(), ...event }));
    const tail = { epoch: 'e1', events: whole, lagEvents: 0, asOf: new Date().toISOString() };
    const applied = await applyBatch(db, { service, holder: 'test', from: claim?.position ?? null, tail, limit: 500 });
    expect(applied).not.toBe('moved');
  }

  const summaryOf = async (caller: Identity, tenantId: string) => {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Tenant { summary { slug customers users complete missing } } } }`;
    const answer = await subgraph.send(caller, query, { r: [{ __typename: 'Tenant', id: tenantId }] });
    return answer.data?._entities[0].summary;
  };

  describe('a tenant’s summary', () => {
    it('is read by its OWNER, ADMIN and AUDITOR, and by a SUPERADMIN', async () => {
      for (const role of ['OWNER', 'ADMIN', 'AUDITOR'] as const) {
        expect(await summaryOf(identity(role, ACME), ACME)).toMatchObject({ slug: 'acme-x', customers: 2 });
      }
      expect(await summaryOf(superadmin, OTHER)).toMatchObject({ slug: 'other-x', customers: 1 });
    });

    it('is null for another tenant’s OWNER, as for a tenant that does not exist', async () => {
      expect(await summaryOf(identity('OWNER', ACME), OTHER)).toBeNull();
      expect(await summaryOf(identity('OWNER', ACME), v7())).toBeNull();
      expect(await summaryOf(identity('OWNER', ACME), 'no uuid')).toBeNull();
    });

    it('names the services that cannot be reached', async () => {
      expect(await summaryOf(superadmin, ACME)).toMatchObject({ complete: false, missing: expect.arrayContaining(['auth']) });
    });
  });

  describe('the audit trail', () => {
    const list = async (caller: Identity, args = '') => {
      const answer = await subgraph.send(caller, `{ auditLog${args} { totalCount nodes { entity tenant { id } actor { id } } } }`);
      return answer.data?.auditLog;
    };

    it('is the tenant’s for an OWNER, their own for a MEMBER, and everybody’s for a SUPERADMIN', async () => {
      expect(await list(identity('OWNER', ACME))).toMatchObject({ totalCount: 3 });
      expect(await list(identity('MEMBER', ACME, MEMBER))).toMatchObject({ totalCount: 1, nodes: [{ actor: { id: MEMBER } }] });
      expect((await list(superadmin)).totalCount).toBeGreaterThanOrEqual(5);
    });

    it('shows nothing of another tenant, whatever the filter says', async () => {
      expect(await list(identity('OWNER', ACME), `(filter: { tenantId: "${OTHER}" })`)).toMatchObject({ totalCount: 0 });
      expect(await list(identity('OWNER', ACME), '(filter: { tenantId: "no uuid" })')).toMatchObject({ totalCount: 0 });
      expect(await list(superadmin, `(filter: { tenantId: "${OTHER}", entity: "Customer" })`)).toMatchObject({ totalCount: 1 });
    });

    it('is closed to a VIEWER', async () => {
      const answer = await subgraph.send(identity('VIEWER', ACME), '{ auditLog { totalCount } }');
      expect(codes(answer)).toEqual(['FORBIDDEN']);
    });

    it('refuses page sizes and cursors that are not its own', async () => {
      for (const args of ['first: 0', 'first: -1', 'first: 10000', 'after: "nonsense"']) {
        expect(codes(await subgraph.send(superadmin, `{ auditLog(${args}) { totalCount } }`))).toEqual(['BAD_USER_INPUT']);
      }
      const { data } = await subgraph.send(superadmin, '{ tenantSummaries(first: 1) { pageInfo { endCursor } } }');
      const { endCursor } = data.tenantSummaries.pageInfo;
      expect(codes(await subgraph.send(superadmin, `{ auditLog(after: "${endCursor}") { totalCount } }`))).toEqual(['BAD_USER_INPUT']);
    });

    it('cannot be changed, not even by the role that writes it', async () => {
      const platform = database.platform({ userId: null, requestId: 'test' });
      await expect(platform.sql('UPDATE audit_log SET entity = entity')).rejects.toThrow();
      await expect(platform.sql('DELETE FROM audit_log')).rejects.toThrow();
      await expect(subgraph.database.sql('DELETE FROM audit_log')).rejects.toThrow(/append-only/);
    });

    it('cannot be written by the tenant itself, nor can its counts', async () => {
      const tenant = database.tenant({ tenantId: ACME, userId: null, rowScope: 'all', requestId: 'test' });
      for (const table of ['audit_log', 'audit_chains', 'entity_counts', 'tenant_directory', 'rate_limits']) {
        await expect(tenant.sql(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
      }
    });
  });

  describe('verifyAuditChain', () => {
    const verify = async (caller: Identity, args = '') =>
      subgraph.send(caller, `{ verifyAuditChain${args} { intact entries checked checkedThrough brokenAt } }`);

    it('finds an untouched chain intact, also from the middle on', async () => {
      expect((await verify(identity('OWNER', ACME))).data.verifyAuditChain).toEqual(
        { intact: true, entries: 3, checked: 3, checkedThrough: 3, brokenAt: null },
      );
      expect((await verify(identity('OWNER', ACME), '(fromSequence: 3)')).data.verifyAuditChain).toMatchObject({ intact: true, checked: 1 });
    });

    it('answers another tenant’s id as one that does not exist', async () => {
      const [foreign, missing] = [await verify(identity('OWNER', ACME), `(tenantId: "${OTHER}")`), await verify(identity('OWNER', ACME), `(tenantId: "${v7()}")`)];
      expect(codes(foreign)).toEqual(['NOT_FOUND']);
      expect(foreign.errors).toEqual(missing.errors);
    });

    it('refuses a start outside the chain', async () => {
      for (const from of [0, -1, 9]) {
        expect(codes(await verify(identity('OWNER', ACME), `(fromSequence: ${from})`))).toEqual(['BAD_USER_INPUT']);
      }
    });

    it('finds an entry that was forged past every guard, and one that was cut off the end', async () => {
      const forge = (sql: string) => subgraph.database.sql(`ALTER TABLE audit_log DISABLE TRIGGER USER; ${sql}; ALTER TABLE audit_log ENABLE TRIGGER USER`);
      await forge(`UPDATE audit_log SET actor_id = NULL WHERE tenant_id = '${ACME}' AND sequence = 2`);
      expect((await verify(superadmin, `(tenantId: "${ACME}")`)).data.verifyAuditChain).toMatchObject({ intact: false, brokenAt: 2 });
      await forge(`DELETE FROM audit_log WHERE tenant_id = '${OTHER}' AND sequence = 2`);
      expect((await verify(superadmin, `(tenantId: "${OTHER}")`)).data.verifyAuditChain).toMatchObject({ intact: false, brokenAt: 2 });
    });
  });

  describe('settings', () => {
    const set = (input: object, caller = superadmin) =>
      subgraph.send(caller, 'mutation ($input: SetSystemConfigInput!) { setSystemConfig(input: $input) { key value version } }', { input });

    it('are made once and changed by their version', async () => {
      expect((await set({ key: 'ui.theme', value: { dark: true } })).data.setSystemConfig).toMatchObject({ version: 1 });
      expect(codes(await set({ key: 'ui.theme', value: 1 }))).toEqual(['CONFLICT']);
      expect((await set({ key: 'ui.theme', value: [1], version: 1 })).data.setSystemConfig).toEqual({ key: 'ui.theme', value: [1], version: 2 });
      const stale = await set({ key: 'ui.theme', value: 2, version: 1 });
      expect(stale.errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', currentVersion: 2 });
    });

    it('refuse a malformed key, a secret and an outsized value', async () => {
      for (const input of [{ key: 'No Key', value: 1 }, { key: 'smtp.password', value: 'x' }, { key: 'a', value: 'x'.repeat(20_000) }]) {
        expect(codes(await set(input))).toEqual(['BAD_USER_INPUT']);
      }
      expect(codes(await set({ key: 'a', value: 1 }, identity('OWNER', ACME)))).toEqual(['FORBIDDEN']);
    });
  });

  describe('rate limits', () => {
    const set = (input: object) =>
      subgraph.send(superadmin, 'mutation ($input: SetRateLimitInput!) { setRateLimit(input: $input) { id version perMinute tenant { id } } }', { input });

    it('deviate from the default for one tenant until they are removed', async () => {
      const made = (await set({ tenantId: ACME, subject: 'USER', perMinute: 10, burst: 5 })).data.setRateLimit;
      expect(made).toMatchObject({ version: 1, perMinute: 10, tenant: { id: ACME } });
      const changed = (await set({ tenantId: ACME, subject: 'USER', perMinute: 20, burst: 5, version: 1 })).data.setRateLimit;
      expect(changed).toMatchObject({ id: made.id, version: 2 });
      const remove = (version: number) =>
        subgraph.send(superadmin, 'mutation ($id: ID!, $v: Int!) { removeRateLimit(id: $id, version: $v) }', { id: made.id, v: version });
      expect(codes(await remove(1))).toEqual(['CONFLICT']);
      expect((await remove(2)).data.removeRateLimit).toBe(made.id);
      expect(codes(await remove(2))).toEqual(['NOT_FOUND']);
    });

    it('refuse unknown tenants, impossible numbers and the removal of a default', async () => {
      expect(codes(await set({ tenantId: v7(), subject: 'USER', perMinute: 1, burst: 1 }))).toEqual(['NOT_FOUND']);
      expect(codes(await set({ subject: 'USER', perMinute: 0, burst: 1, version: 1 }))).toEqual(['BAD_USER_INPUT']);
      const { data } = await subgraph.send(superadmin, '{ rateLimits { id version tenant { id } } }');
      const standard = data.rateLimits.find((limit: { tenant: unknown }) => limit.tenant === null);
      const remove = `mutation { removeRateLimit(id: "${standard.id}", version: ${standard.version}) }`;
      expect(codes(await subgraph.send(superadmin, remove))).toEqual(['BAD_USER_INPUT']);
    });
  });

  it('refuses to verify or rebuild a service that is not there', async () => {
    expect(codes(await subgraph.send(superadmin, '{ verifyProjection(service: "nope") { matches } }'))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await subgraph.send(superadmin, 'mutation { rebuildProjection(service: "nope") { records } }'))).toEqual(['BAD_USER_INPUT']);
  });
});

const EMPTY_EVENT: Event = {
  tenantId: '', entity: '', entityId: '', operation: 'INSERT', actorId: '', actReason: '', requestId: '',
  recordedAt: '2026-11-21T09:00:00.123Z', beforeJson: '', afterJson: '',
};

function tenantEvent(tenantId: string, slug: string): Partial<Event> {
  const after = { slug, name: slug, status: 'ACTIVE', tier: 'STARTER', deleted_at: null };
  return { tenantId, entity: 'Tenant', entityId: tenantId, afterJson: JSON.stringify(after) };
}

function rowEvent(tenantId: string, entity: string, rest: Partial<Event> = {}): Partial<Event> {
  return { tenantId, entity, entityId: v7(), afterJson: JSON.stringify({ name: 'x', deleted_at: null }), ...rest };
}
