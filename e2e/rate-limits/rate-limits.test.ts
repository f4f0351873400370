import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, eventually, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';

const WITHIN_TWO_SECONDS = { withinMs: 2_000, everyMs: 50 };
const ME = '{ me { id } }';
const SET = `mutation ($input: SetRateLimitInput!) { setRateLimit(input: $input) { id version } }`;
const REMOVE = 'mutation ($id: ID!, $version: Int!) { removeRateLimit(id: $id, version: $version) }';

let tessera: TestTessera;
let superadmin: TestClient;
let limited: TestClient;
let free: TestClient;
let acme: string;
beforeAll(async () => {
  tessera = await startTessera();
  superadmin = await tessera.as(null, 'SUPERADMIN');
  limited = await tessera.as('acme', 'OWNER');
  free = await tessera.as('demo001', 'OWNER');
  acme = (await limited.ask('{ tenant { id } }')).tenant.id;
  // The tenant is known to superadmin as soon as it has followed the log of tenants.
  await eventually(async () => {
    const { tenantSummaries } = await superadmin.ask('{ tenantSummaries(first: 100) { nodes { tenant { id } } } }');
    return tenantSummaries.nodes.some((node: { tenant: { id: string } }) => node.tenant.id === acme);
  });
});
afterAll(() => tessera.stop());

const isRefused = async (client: TestClient) => codes(await client.send(ME)).includes('RATE_LIMITED');

describe.each([
  ['a tenant', 'TENANT'],
  ['each user of a tenant', 'USER'],
])('a rate limit that a SUPERADMIN sets for %s', (_whom, subject) => {
  let limit: { id: string; version: number };

  it('refuses what goes beyond it within two seconds, and says how long to wait', async () => {
    limit = (await superadmin.ask(SET, { input: { tenantId: acme, subject, perMinute: 2, burst: 1 } })).setRateLimit;
    const answer = await eventually(async () => {
      const tried = await limited.send(ME);
      return codes(tried).includes('RATE_LIMITED') && tried;
    }, WITHIN_TWO_SECONDS);
    const { retryAfterSeconds } = answer.errors[0]!.extensions;
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(30);
    expect(answer.data ?? null).toBeNull();
  });

  it('tells HTTP clients by 429 and retry-after', async () => {
    const response = await fetch(tessera.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${limited.token}` },
      body: JSON.stringify({ query: ME }),
    });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('leaves another tenant and the platform alone', async () => {
    for (const client of [free, superadmin]) {
      for (let sent = 0; sent < 20; sent += 1) expect(codes(await client.send(ME))).toEqual([]);
    }
  });

  it('is over within two seconds of its removal', async () => {
    await superadmin.ask(REMOVE, limit);
    await eventually(async () => !(await isRefused(limited)), WITHIN_TWO_SECONDS);
    for (let sent = 0; sent < 20; sent += 1) expect(codes(await limited.send(ME))).toEqual([]);
  });
});
