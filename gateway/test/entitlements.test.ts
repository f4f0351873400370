import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import type { BillingOptions } from './support/billing-service.ts';
import { openEvents } from './support/event-client.ts';
import { customerChanges } from './support/fixture-graph.ts';
import { startRig, type Rig } from './support/rig.ts';

const ARTICLES = '{ articles }';
const TENANT = randomUUID();
const STARTER = { plan: 'Starter', features: ['crm'] };
const LARGE = { plan: 'Large', features: ['crm', 'cms'] };

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(billing?: BillingOptions): Promise<Rig> {
  const rig = await startRig({}, {}, { billing });
  cleanups.push(() => rig.stop());
  if (billing && !billing.stalls) await eventually(async () => (await heardAgo(rig)) !== null);
  return rig;
}

const ready = async (rig: Rig) => fetch(`${rig.origin}/health/ready`);
async function heardAgo(rig: Rig): Promise<number | null> {
  const { entitlements } = (await (await ready(rig)).json()) as { entitlements: { billing: { ageMs: number | null } } };
  return entitlements.billing.ageMs;
}
const askAs = (rig: Rig, role: 'OWNER' | 'SUPERADMIN', tid: string | null = TENANT, query = ARTICLES) =>
  rig.ask(query, { token: rig.tokenFor(role, { tid }) });
const articles = { data: { articles: 3 } };

describe('what a tenant’s plan lacks', () => {
  it('is refused before any subgraph is asked, and the refusal names the plan', async () => {
    const rig = await start({ plans: { [TENANT]: STARTER } });
    const before = rig.fetches();
    for (const role of ['OWNER', 'SUPERADMIN'] as const) {
      const { status, body } = await askAs(rig, role);
      expect(status).toBe(403);
      expect(body).toEqual({
        errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'ENTITLEMENT_REQUIRED' }) })],
      });
      expect(body.errors[0].message).toMatch(/^The plan Starter has no cms, which Query\.articles belongs to\./);
    }
    expect(rig.fetches()).toBe(before);
    expect((await askAs(rig, 'OWNER', TENANT, '{ customers { totalCount } }')).body).toHaveProperty('data.customers');
  });

  it('is refused where the tenant has no plan, and binds nobody outside a tenant', async () => {
    const rig = await start({ plans: { [TENANT]: LARGE } });
    expect((await askAs(rig, 'OWNER', randomUUID())).body.errors[0].message).toMatch(/^This tenant has no plan/);
    expect((await askAs(rig, 'SUPERADMIN', null)).body).toEqual(articles);
    expect((await askAs(rig, 'OWNER')).body).toEqual(articles);
  });

  it('is there as soon as the plan has it, and gone with it', async () => {
    const rig = await start({ plans: { [TENANT]: STARTER } });
    const [billing] = rig.billings;
    billing!.change(TENANT, LARGE);
    await eventually(async () => (await askAs(rig, 'OWNER')).status === 200);
    billing!.change(TENANT, { plan: '', features: [] });
    await eventually(async () => (await askAs(rig, 'OWNER')).status === 403);
  });

  it('travels to subgraphs with the caller, so that they decide the same', async () => {
    const rig = await start({ plans: { [TENANT]: LARGE } });
    await askAs(rig, 'OWNER');
    const { claims } = rig.subgraphs['crm']!.received.at(-1)!;
    expect(claims.identity?.plan).toEqual({ name: 'Large', features: LARGE.features });
  });

  it('ends a subscription that needs it', async () => {
    const rig = await start({ plans: { [TENANT]: LARGE } });
    const headers = { authorization: `Bearer ${rig.tokenFor('OWNER', { tid: TENANT })}` };
    const client = await openEvents(rig.gateway.url, { query: 'subscription { articlePublished { name } }' }, headers);
    cleanups.push(() => client.leave());
    await eventually(async () => customerChanges.followers > 0);
    rig.billings[0]!.change(TENANT, STARTER);
    expect(await client.rest()).toEqual([
      { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'ENTITLEMENT_REQUIRED' }) })] },
      'complete',
    ]);
  });
});

describe('a gateway that does not hear of plans', () => {
  it('holds to what it heard last while billing is away, and hears the rest when it is back', async () => {
    const rig = await start({ plans: { [TENANT]: STARTER } });
    await rig.billings[0]!.stop();
    expect((await askAs(rig, 'OWNER')).status).toBe(403);
    expect((await ready(rig)).status).toBe(200);
    await rig.restartBilling({ plans: { [TENANT]: LARGE } });
    await eventually(async () => (await askAs(rig, 'OWNER')).status === 200, { withinMs: 10_000 });
  });

  it('refuses nothing until a snapshot has come whole, and tells that it has not', async () => {
    const rig = await start({ plans: { [TENANT]: STARTER }, stalls: true });
    expect((await askAs(rig, 'OWNER')).body).toEqual(articles);
    expect(await heardAgo(rig)).toBeNull();
    expect((await ready(rig)).status).toBe(200);
    expect(await (await fetch(`${rig.origin}/metrics`)).text()).toContain('tessera_gateway_entitlements_age_seconds +Inf');
  });

  it('refuses nothing where no service knows plans, and does not speak of them', async () => {
    const rig = await start();
    expect((await askAs(rig, 'OWNER')).body).toEqual(articles);
    expect(await (await ready(rig)).json()).not.toHaveProperty('entitlements');
  });
});
