import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, createTestClient, eventually, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';

const WITHIN_TWO_SECONDS = { withinMs: 2_000, everyMs: 20 };
/** Of the cms, which the plan Starter does not have. */
const CONTENT = '{ contentTypes { totalCount } }';
/** Of the crm, which every plan has. */
const CUSTOMERS = '{ customers { totalCount } }';

let tessera: TestTessera;
let superadmin: TestClient;
/** Of a tenant that has just registered, and tries the plan Starter. */
let owner: TestClient;
let tenantId: string;
beforeAll(async () => {
  tessera = await startTessera();
  superadmin = await tessera.as(null, 'SUPERADMIN');
  owner = await register();
  tenantId = (await owner.ask('{ tenant { id } }')).tenant.id;
});
afterAll(() => tessera.stop());

async function register(): Promise<TestClient> {
  const key = randomUUID();
  const mutation = `mutation ($input: RegisterInput!, $key: String!) { register(input: $input, idempotencyKey: $key) { session { accessToken } } }`;
  const input = { email: `${key}@people.example`, password: 'tulips under a wide sky', companyName: 'Nordwind AG', slug: `n-${key}` };
  const session = await eventually(async () => (await tessera.anonymous.send(mutation, { input, key })).data?.register.session, { withinMs: 20_000 });
  return createTestClient(tessera.endpoint, session.accessToken);
}

async function changeTo(code: string): Promise<void> {
  const { plans, tenant } = await owner.ask('{ plans { id code } tenant { subscription { id version } } }');
  const { id: planId } = plans.find((plan: { code: string }) => plan.code === code);
  const change = 'mutation ($id: ID!, $v: Int!, $planId: ID!) { changeSubscription(id: $id, version: $v, input: { planId: $planId }) { id } }';
  await owner.ask(change, { id: tenant.subscription.id, v: tenant.subscription.version, planId });
}

async function refusal(client: TestClient) {
  const { status, data, errors } = await client.send(CONTENT);
  return { status, data, error: errors[0] && { code: errors[0].extensions.code, message: errors[0].message } };
}

describe('a tenant whose plan has no cms', () => {
  it('is refused its content by the name of the plan, before any subgraph is asked, and nothing else', async () => {
    const before = await tessera.fetches();
    expect(await refusal(owner)).toEqual({
      status: 403,
      data: undefined,
      error: { code: 'ENTITLEMENT_REQUIRED', message: expect.stringMatching(/^The plan Starter has no cms, which Query\.contentTypes belongs to\./) },
    });
    expect(await tessera.fetches()).toEqual(before);
    expect(codes(await owner.send(CUSTOMERS))).toEqual([]);
    expect(codes(await owner.send('{ tenant { name content { __typename } } }'))).toEqual(['ENTITLEMENT_REQUIRED']);
  });

  it('is refused it by API key too, and by a SUPERADMIN who has entered', async () => {
    const make = 'mutation { createApiKey(name: "Site", scopes: ["cms:read"]) { secret } }';
    const { secret } = (await owner.ask(make)).createApiKey;
    expect(codes(await createTestClient(tessera.endpoint, secret).send(CONTENT))).toEqual(['ENTITLEMENT_REQUIRED']);
    const enter = 'mutation ($id: ID!) { enterTenant(tenantId: $id, reason: "test") { accessToken } }';
    const { accessToken } = (await superadmin.ask(enter, { id: tenantId })).enterTenant;
    expect(codes(await createTestClient(tessera.endpoint, accessToken).send(CONTENT))).toEqual(['ENTITLEMENT_REQUIRED']);
    expect(codes(await superadmin.send(CONTENT))).toEqual([]);
  });

  it('has its content as soon as the plan is changed to one with it, and loses it with that plan', async () => {
    await changeTo('professional');
    await eventually(async () => codes(await owner.send(CONTENT)).length === 0, WITHIN_TWO_SECONDS);
    await changeTo('starter');
    await eventually(async () => (await refusal(owner)).error?.code === 'ENTITLEMENT_REQUIRED', WITHIN_TWO_SECONDS);
  });

  it('has neither plan nor content once its subscription is cancelled', async () => {
    const { subscription } = (await owner.ask('{ tenant { subscription { id version } } }')).tenant;
    const cancel = 'mutation ($id: ID!, $v: Int!) { cancelSubscription(id: $id, version: $v, atPeriodEnd: false) { status } }';
    await owner.ask(cancel, { id: subscription.id, v: subscription.version });
    await eventually(async () => (await refusal(owner)).error?.message.startsWith('This tenant has no plan, and so no cms'), WITHIN_TWO_SECONDS);
    expect(codes(await owner.send(CUSTOMERS))).toEqual([]);
  });
});

it('what other tenants have paid for is theirs', async () => {
  for (const slug of ['demo001', 'acme']) expect(codes(await (await tessera.as(slug, 'OWNER')).send(CONTENT))).toEqual([]);
});
