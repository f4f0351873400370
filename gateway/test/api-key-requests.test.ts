import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newApiKey } from '@tessera/identity';
import { eventually } from '@tessera/testkit';
import { openEvents } from './support/event-client.ts';
import { customer, customerChanges } from './support/fixture-graph.ts';
import { startRig, type Rig } from './support/rig.ts';
import { connect, openSocket } from './support/socket-client.ts';

const READ = '{ customers { totalCount } }';
const WRITE = 'mutation { createCustomer(input: { name: "Ada" }) { name } }';
const CHANGES = 'subscription { customerChanged { name } }';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const refusedWith = (code: string) => ({ errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })] });

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const cleanups: (() => void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  await eventually(async () => customerChanges.followers === 0);
});

const revoke = ({ secret, answer: { apiKeyId } }: ReturnType<Rig['apiKeys']['issue']>) => {
  rig.apiKeys.change(secret, { active: false, reason: 'REVOKED' });
  rig.trust.auth.push({ $case: 'apiKeyChanged', value: { apiKeyId } });
};
const WITHIN_A_SECOND = { withinMs: 1_000, everyMs: 10 };

describe('a request with an API key', () => {
  it('may do what role and scopes both allow', async () => {
    const owner = rig.apiKeys.issue();
    expect((await rig.ask(READ, { token: owner.secret })).body).toEqual({ data: { customers: { totalCount: 2 } } });
    const refusals = [
      await rig.ask(WRITE, { token: owner.secret }),
      await rig.ask('{ me { id } }', { token: owner.secret }),
      await rig.ask(READ, { token: rig.apiKeys.issue({ role: 'AUDITOR' }).secret }),
      await rig.ask(READ, { token: rig.apiKeys.issue({ scopes: ['crm:write'] }).secret }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(refusals[0]!.body.errors[0].message).toBe('This API key lacks the scope `crm:write` for Mutation.createCustomer.');
  });

  it('reaches subgraphs as its maker, with its scopes, and without the key', async () => {
    const { secret, answer } = rig.apiKeys.issue({ role: 'MEMBER' });
    await rig.ask(READ, { token: secret });
    const { claims } = rig.subgraphs['crm']!.received.at(-1)!;
    const { userId, tenantId, apiKeyId } = answer;
    expect(claims.identity).toEqual({ userId, tenantId, sessionId: apiKeyId, role: 'MEMBER', scopes: ['crm:read'] });
    expect(JSON.stringify(claims)).not.toContain(secret);
  });

  it('is refused within a second of the key’s revocation, and then reaches no subgraph', async () => {
    const key = rig.apiKeys.issue();
    await rig.ask(READ, { token: key.secret });
    revoke(key);
    const { body } = await eventually(async () => {
      const answer = await rig.ask(READ, { token: key.secret });
      return answer.status === 401 && answer;
    }, WITHIN_A_SECOND);
    expect(body).toEqual(refusedWith('UNAUTHENTICATED'));
    expect(body.errors[0].message).toContain('was revoked');
    const before = rig.fetches();
    await rig.ask(READ, { token: key.secret });
    expect(rig.fetches()).toBe(before);
  });

  it('is refused while its tenant is suspended, and good again when it is resumed', async () => {
    const { secret, answer } = rig.apiKeys.issue();
    const { tenantId } = answer;
    const status = async () => (await rig.ask(READ, { token: secret })).status;
    expect(await status()).toBe(200);
    rig.apiKeys.change(secret, { active: false, reason: 'TENANT_NOT_ACTIVE' });
    rig.trust.tenants.push({ $case: 'tenantState', value: { tenantId, status: 'SUSPENDED' } });
    await eventually(async () => (await status()) === 401, WITHIN_A_SECOND);
    rig.apiKeys.change(secret, { active: true, reason: '' });
    rig.trust.tenants.push({ $case: 'tenantState', value: { tenantId, status: 'ACTIVE' } });
    await eventually(async () => (await status()) === 200, WITHIN_A_SECOND);
  });
});

describe('a subscription with an API key', () => {
  it('over SSE tells events until the key is revoked', async () => {
    const key = rig.apiKeys.issue();
    const client = await openEvents(rig.gateway.url, { query: CHANGES }, bearer(key.secret));
    cleanups.push(() => client.leave());
    await eventually(async () => customerChanges.followers > 0);
    customerChanges.push(customer('c1'));
    expect((await client.next())?.data).toEqual({ data: { customerChanged: { name: 'Alice Johnson' } } });
    revoke(key);
    expect(await client.rest()).toEqual([refusedWith('UNAUTHENTICATED'), 'complete']);
  });

  it('over WebSocket takes the key from the initialisation, and only one that is good', async () => {
    const client = await connect(rig.gateway.url, bearer(rig.apiKeys.issue().secret));
    cleanups.push(() => client.socket.terminate());
    client.say({ id: 'a', type: 'subscribe', payload: { query: CHANGES } });
    await eventually(async () => customerChanges.followers > 0);
    customerChanges.push(customer('c1'));
    expect(await client.hear()).toMatchObject({ id: 'a', type: 'next' });

    const refused = await openSocket(rig.gateway.url);
    cleanups.push(() => refused.socket.terminate());
    refused.say({ type: 'connection_init', payload: bearer(rig.apiKeys.issue({ active: false, reason: 'EXPIRED' }).secret) });
    expect((await refused.closed).code).toBe(4403);
  });
});

// Last: what it uses up comes back by five a second.
describe('whoever sends keys that are not known', () => {
  it('is told to wait before all of them are asked about, while the key of somebody else in its network is good', async () => {
    const known = rig.apiKeys.issue();
    expect((await rig.ask(READ, { token: known.secret })).status).toBe(200);
    const before = rig.apiKeys.asked.length;
    const guess = () => rig.ask(READ, { token: newApiKey().secret });
    const limited = await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, guess));
      return answers.find(({ status }) => status === 429);
    });
    expect(limited.body).toEqual(refusedWith('RATE_LIMITED'));
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(rig.apiKeys.asked.length - before).toBeLessThan(200);
    expect((await rig.ask(READ, { token: known.secret })).status).toBe(200);
  });
});
