import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 } from 'uuid';
import { createPlan } from '../src/services/plans/create-plan.ts';
import { listPlans } from '../src/services/plans/list-plans.ts';
import { readEntitlements } from '../src/services/plans/read-entitlements.ts';
import { archivePlan, updatePlan } from '../src/services/plans/update-plan.ts';
import { prepareTenant } from '../src/services/subscriptions/prepare-tenant.ts';
import { subscribe } from '../src/services/subscriptions/subscribe.ts';
import { codeOf, openBillingWorld, type BillingWorld } from './support/world.ts';

let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld('2027-01-01T00:00:00Z');
});
afterAll(() => world.close());

const operator = () => world.scopeOf(v7(), 'SUPERADMIN');
const newPlan = (more: object = {}) => ({ code: `plan-${v7()}`, name: 'Studio', currency: 'EUR', priceMinor: 4900, ...more });

describe('a plan', () => {
  it('is changed in what it gives, and not in what it costs', async () => {
    const plan = await createPlan(operator(), newPlan({ features: ['crm'], limits: [{ name: 'customers', amount: 10 }] }));
    const changed = await updatePlan(operator(), plan.id, plan.version, { name: 'Studio 2', features: ['crm', 'cms'], limits: [{ name: 'customers', amount: 20 }] });
    expect(changed).toMatchObject({ name: 'Studio 2', features: ['crm', 'cms'], limits: { customers: 20 }, priceMinor: 4900n, version: 2 });
    expect(await codeOf(updatePlan(operator(), plan.id, 1, { name: 'Late' }))).toBe('CONFLICT');
    expect(await codeOf(updatePlan(operator(), v7(), 1, { name: 'Nowhere' }))).toBe('NOT_FOUND');
    expect(await codeOf(updatePlan(operator(), plan.id, 2, { priceMinor: 1 }))).toBe('BAD_USER_INPUT');
  });

  it('that is archived is kept by who has it, and chosen by nobody', async () => {
    const plan = await createPlan(operator(), newPlan({ limits: [{ name: 'customers', amount: 10 }] }));
    const subscriber = world.scopeOf(v7());
    await subscribe(subscriber, { planId: plan.id });
    await archivePlan(operator(), plan.id, plan.version);
    const codes = (await listPlans(operator(), false)).map(({ code }) => code);
    expect(codes).not.toContain(plan.code);
    expect(await codeOf(subscribe(world.scopeOf(v7()), { planId: plan.id }))).toBe('BAD_USER_INPUT');
    expect(await readEntitlements(world.platform, subscriber.actor.tenantId!)).toMatchObject([{ plan: 'Studio', limits: [{ name: 'customers', amount: 10 }] }]);
  });

  it('that changes is told to whoever follows entitlements', async () => {
    const { host, port, database, rolePrefix = database } = world.address;
    const follower = new Client({ host, port, database, user: `${rolePrefix}_platform`, password: world.passwords.platform });
    await follower.connect();
    try {
      const heard = new Promise((resolve) => follower.on('notification', ({ payload }) => resolve(payload)));
      await follower.query('LISTEN tessera_entitlements');
      const plan = await createPlan(operator(), newPlan());
      await updatePlan(operator(), plan.id, plan.version, { features: ['cms'] });
      // Every tenant's.
      expect(await heard).toBe('');
    } finally {
      await follower.end();
    }
  });
});

describe('a new tenant', () => {
  const begin = async (tier: string) => {
    const tenantId = v7();
    const told = await prepareTenant(world.database, { tenantId, tier }, world.clock.now());
    return { told, entitled: await readEntitlements(world.platform, tenantId) };
  };

  it('begins with the plan of its tier; where that has another price by now, with its latest successor', async () => {
    const tier = `t${v7().slice(0, 8)}`;
    const first = await createPlan(operator(), newPlan({ code: tier, name: 'First' }));
    await createPlan(operator(), newPlan({ code: `${tier}-2028`, name: 'Second' }));
    await createPlan(operator(), newPlan({ code: `${tier}-2029`, name: 'Third' }));
    expect((await begin(tier.toUpperCase())).entitled).toMatchObject([{ plan: 'First' }]);
    await archivePlan(operator(), first.id, first.version);
    expect((await begin(tier.toUpperCase())).entitled).toMatchObject([{ plan: 'Third' }]);
  });

  it('of a tier that no plan is named for has none', async () => {
    expect(await begin('NOWHERE')).toEqual({ told: 'No plan is named for the tier NOWHERE.', entitled: [] });
  });
});

describe('the catalogue', () => {
  it('has what Starter, Professional and Enterprise cost in a month, and what they are limited to', async () => {
    const seeded = (await listPlans(operator(), false)).filter(({ currency }) => currency === 'USD');
    expect(seeded.map(({ name, priceMinor, intervalMonths, limits }) => ({ name, priceMinor, intervalMonths, limits }))).toEqual([
      { name: 'Starter', priceMinor: 2999n, intervalMonths: 1, limits: { users: 5, customers: 1_000 } },
      { name: 'Professional', priceMinor: 9999n, intervalMonths: 1, limits: { users: 50, customers: 50_000, content_items: 10_000, media_bytes: 100 * 2 ** 30 } },
      { name: 'Enterprise', priceMinor: 29_999n, intervalMonths: 1, limits: {} },
    ]);
  });
});
