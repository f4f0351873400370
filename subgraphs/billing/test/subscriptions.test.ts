import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Subscription } from '../../../prisma/billing/client/client.ts';
import { cancelSubscription } from '../src/services/subscriptions/cancel-subscription.ts';
import { changeSubscription } from '../src/services/subscriptions/change-subscription.ts';
import { pauseSubscription } from '../src/services/subscriptions/pause-subscription.ts';
import { prepareTenant } from '../src/services/subscriptions/prepare-tenant.ts';
import { hasPaymentMethod } from '../src/services/subscriptions/has-payment-method.ts';
import { previewRenewal } from '../src/services/subscriptions/preview-renewal.ts';
import { previewChange } from '../src/services/subscriptions/preview-change.ts';
import { resumeSubscription } from '../src/services/subscriptions/resume-subscription.ts';
import { setPaymentMethod } from '../src/services/subscriptions/set-payment-method.ts';
import { subscribe } from '../src/services/subscriptions/subscribe.ts';
import { recordUsage } from '../src/services/usage/record-usage.ts';
import { totalUsage } from '../src/services/usage/total-usage.ts';
import { readEntitlements } from '../src/services/plans/read-entitlements.ts';
import { expectBalanced } from './support/balance.ts';
import { codeOf, openBillingWorld, type BillingWorld } from './support/world.ts';

let world: BillingWorld;
let plans: Record<'starter' | 'professional' | 'enterprise', string>;

beforeAll(async () => {
  world = await openBillingWorld('2027-01-01T00:00:00Z');
  const [starter, professional, enterprise] = await Promise.all(['starter', 'professional', 'enterprise'].map(world.planId));
  plans = { starter: starter!, professional: professional!, enterprise: enterprise! };
});
afterAll(() => world.close());

/** A tenant that pays and has run through its trial on a plan; the clock stands at the beginning of its first period. */
async function running(plan: keyof typeof plans, at = '2027-01-31T10:00:00Z') {
  const scope = world.scopeOf(v7(), 'SUPERADMIN');
  const tenantId = scope.actor.tenantId!;
  await world.clock.moveTo(new Date(Date.parse(at) - 14 * 86_400_000));
  await setPaymentMethod(scope, 'test_ok');
  await subscribe(scope, { planId: plans[plan], quantity: 2 });
  await world.runAt(at);
  const current = () => scope.db.query((prisma) => prisma.subscription.findFirstOrThrow({ where: { tenantId } }));
  const invoices = () => scope.db.query((prisma) => prisma.invoice.findMany({ include: { lines: true }, orderBy: { number: 'asc' } }));
  const credit = async () => (await scope.db.query((prisma) => prisma.creditBalance.findFirst()))?.amountMinor ?? 0n;
  return { scope, tenantId, current, invoices, credit };
}

describe('a subscription', () => {
  it('begins with the trial of its plan, once in the life of a tenant', async () => {
    const scope = world.scopeOf(v7());
    await world.clock.moveTo('2027-02-01T00:00:00Z');
    const first = await subscribe(scope, { planId: plans.starter });
    expect(first).toMatchObject({ status: 'TRIALING', trialEnd: new Date('2027-02-15T00:00:00Z'), amountMinor: 2999n });
    await cancelSubscription(scope, first.id, first.version, false);
    const second = await subscribe(scope, { planId: plans.starter, quantity: 3 });
    expect(second).toMatchObject({ status: 'ACTIVE', trialEnd: null, amountMinor: 8997n });
    expect(await scope.db.query((prisma) => prisma.invoice.count())).toBe(1);
  });

  it('is one at a time', async () => {
    const scope = world.scopeOf(v7());
    await subscribe(scope, { planId: plans.starter });
    expect(await codeOf(subscribe(scope, { planId: plans.starter }))).toBe('CONFLICT');
  });

  it('is there when a tenant has been provisioned, however often that is asked for', async () => {
    const tenantId = v7();
    const prepare = () => prepareTenant(world.database, { tenantId, tier: 'PROFESSIONAL' }, world.clock.now());
    expect([await prepare(), await prepare()]).toEqual(['Began a trial of Professional.', 'The tenant had a subscription already.']);
    const [entitled] = await readEntitlements(world.platform, tenantId);
    expect(entitled).toMatchObject({ plan: 'Professional', features: expect.arrayContaining(['cms']) });
    expect(entitled!.limits).toContainEqual({ name: 'customers', amount: 50_000 });
  });
});

describe('a change of plan', () => {
  const DAY_11 = '2027-02-10T22:00:00Z';

  it('costs exactly what its preview said, and the invoice says the same lines', async () => {
    const { scope, current, invoices } = await running('starter');
    await world.clock.moveTo(DAY_11);
    const { id, version } = await current();
    const input = { planId: plans.professional, quantity: 3 };
    const preview = await previewChange(scope, id, input);
    await world.clock.moveTo('2027-02-10T22:20:00Z');
    const changed = await changeSubscription(scope, id, version, { ...input, at: preview.at });
    expect(changed).toMatchObject({ planId: plans.professional, quantity: 3, amountMinor: 29_997n });
    const made = (await invoices()).at(-1)!;
    const said = (lines: readonly { kind: string; description: string; amountMinor: bigint }[]) =>
      lines.map(({ kind, description, amountMinor }) => ({ kind, description, amountMinor }));
    expect(said(made.lines)).toEqual(said(preview.lines));
    expect({ kind: made.kind, amountMinor: made.amountMinor }).toEqual({ kind: 'CHANGE', amountMinor: preview.amountMinor });
    expect(preview.amountMinor > 0n).toBe(true);
  });

  it('to less puts the rest in hand, and the next invoice takes from it', async () => {
    const { scope, current, invoices, credit } = await running('enterprise');
    await world.clock.moveTo(DAY_11);
    const { id, version } = await current();
    const input = { planId: plans.starter, quantity: 1 };
    const preview = await previewChange(scope, id, input);
    await changeSubscription(scope, id, version, input);
    expect((await invoices()).at(-1)).toMatchObject({ kind: 'CHANGE', status: 'PAID', amountMinor: 0n });
    expect(await credit()).toBe(preview.creditMinor);
    await world.runAt('2027-02-28T10:00:00Z');
    const renewal = (await invoices()).at(-1)!;
    expect(renewal).toMatchObject({ kind: 'RENEWAL', status: 'PAID', amountMinor: 0n });
    expect(renewal.lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([['PLAN', 2999n], ['BALANCE', -2999n]]);
    expect(await credit()).toBe(preview.creditMinor - 2999n);
  });

  it('in a trial costs nothing', async () => {
    const scope = world.scopeOf(v7());
    const { id, version } = await subscribe(scope, { planId: plans.starter });
    await changeSubscription(scope, id, version, { planId: plans.enterprise });
    expect(await scope.db.query((prisma) => prisma.invoice.count())).toBe(0);
  });

  it('is not reckoned from before the last one: there and back again gives nothing away', async () => {
    const { scope, current, invoices } = await running('starter');
    await world.clock.moveTo(DAY_11);
    const before = await current();
    await changeSubscription(scope, before.id, before.version, { planId: plans.enterprise });
    await world.clock.moveTo('2027-02-10T22:30:00Z');
    const { id, version } = await current();
    const early = { planId: plans.starter, at: new Date('2027-02-10T21:45:00Z') };
    expect(await codeOf(previewChange(scope, id, early))).toBe('BAD_USER_INPUT');
    expect(await codeOf(changeSubscription(scope, id, version, early))).toBe('BAD_USER_INPUT');
    await changeSubscription(scope, id, version, { planId: plans.starter, at: new Date(DAY_11) });
    const lines = (await invoices()).flatMap((invoice) => invoice.lines).filter(({ kind }) => kind !== 'BALANCE');
    expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(2n * 2999n);
  });

  it.each([
    ['nothing that changes', {}, 'BAD_USER_INPUT'],
    ['a plan that there is not', { planId: v7() }, 'NOT_FOUND'],
    ['no seats', { quantity: 0 }, 'BAD_USER_INPUT'],
    ['a moment that has passed', { quantity: 9, at: new Date('2027-02-01T00:00:00Z') }, 'BAD_USER_INPUT'],
    ['a moment to come', { quantity: 9, at: new Date('2027-02-20T00:00:00Z') }, 'BAD_USER_INPUT'],
  ])('to %s is refused', async (_what, input, code) => {
    const { scope, current } = await running('starter');
    await world.clock.moveTo(DAY_11);
    const { id, version } = await current();
    expect(await codeOf(changeSubscription(scope, id, version, input))).toBe(code);
    expect(await codeOf(previewChange(scope, id, input))).toBe(code);
  });

  it('on a version that is no longer the current one is a CONFLICT', async () => {
    const { scope, current } = await running('starter');
    const { id, version } = await current();
    expect(await codeOf(changeSubscription(scope, id, version - 1, { quantity: 5 }))).toBe('CONFLICT');
  });
});

describe('the next invoice', () => {
  const said = (lines: readonly { kind: string; description: string; quantity: bigint; amountMinor: bigint }[]) =>
    lines.map(({ kind, description, quantity, amountMinor }) => ({ kind, description, quantity, amountMinor }));

  it('is what the end of the period then makes: seats, usage so far, and what is in hand', async () => {
    const { scope, current, invoices, credit } = await running('enterprise');
    await world.clock.moveTo('2027-02-10T22:00:00Z');
    const { id, version } = await current();
    await changeSubscription(scope, id, version, { planId: plans.starter, quantity: 1 });
    await recordUsage(scope, [{ key: 'calls', metric: 'api_calls', quantity: 40_000 }]);
    const now = await current();
    // Asked for by two fields at once, it is counted once.
    // 17.5 of 28 days are left, and so 6,250 of the 10,000 that Starter includes.
    const [next, usage] = await Promise.all([previewRenewal(scope, now).then((found) => found!), totalUsage(scope, now)]);
    expect(usage).toEqual([{ metric: 'api_calls', quantity: 40_000n, amountMinor: 169n }]);
    expect(said(next.lines).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([['PLAN', 2999n], ['USAGE', 169n], ['BALANCE', -3168n]]);
    await world.runAt(next.at);
    const made = (await invoices()).at(-1)!;
    expect({ lines: said(made.lines), amountMinor: made.amountMinor }).toEqual({ lines: said(next.lines), amountMinor: next.amountMinor });
    expect(await credit()).toBe(next.creditMinor);
  });

  it('is the first one that is paid for in a trial, and none where the subscription ends, is paused or has ended', async () => {
    const scope = world.scopeOf(v7());
    const trial = await subscribe(scope, { planId: plans.starter, quantity: 3 });
    expect(await previewRenewal(scope, trial)).toMatchObject({ at: trial.trialEnd, amountMinor: 8997n });
    const ending = await cancelSubscription(scope, trial.id, trial.version, true);
    expect(await previewRenewal(scope, ending)).toBeNull();
    const { scope: payer, current } = await running('starter');
    const { id, version } = await current();
    expect(await previewRenewal(payer, await pauseSubscription(payer, id, version))).toBeNull();
    const ended = await cancelSubscription(payer, id, version + 1, false);
    expect(await previewRenewal(payer, ended)).toBeNull();
  });

  it('is collected only where there is a payment method', async () => {
    const scope = world.scopeOf(v7());
    const { tenantId } = scope.actor;
    expect(await hasPaymentMethod(scope, tenantId!)).toBe(false);
    await setPaymentMethod(scope, 'test_ok');
    expect(await hasPaymentMethod(scope, tenantId!)).toBe(true);
  });
});

describe('the end of a subscription', () => {
  const renewals = (invoices: readonly { kind: string }[]) => invoices.filter(({ kind }) => kind === 'RENEWAL').length;

  it('comes with the period, unless it is taken back before', async () => {
    const { scope, current, invoices } = await running('starter');
    let now: Subscription = await current();
    now = await cancelSubscription(scope, now.id, now.version, true);
    expect(now).toMatchObject({ status: 'ACTIVE', cancelAtPeriodEnd: true });
    now = await resumeSubscription(scope, now.id, now.version);
    await world.runAt('2027-02-28T10:00:00Z');
    expect(renewals(await invoices())).toBe(2);
    now = await current();
    await cancelSubscription(scope, now.id, now.version, true);
    await world.runAt('2027-04-30T10:00:00Z');
    expect(await current()).toMatchObject({ status: 'CANCELLED', cancelledAt: new Date('2027-03-31T10:00:00Z') });
    expect(renewals(await invoices())).toBe(2);
  });

  it('at once takes what the plan gave', async () => {
    const { scope, current, tenantId } = await running('professional');
    const { id, version } = await current();
    await cancelSubscription(scope, id, version, false);
    expect(await readEntitlements(world.platform, tenantId)).toEqual([{ tenantId, plan: '', features: [], limits: [] }]);
    const ended = await current();
    expect(await codeOf(cancelSubscription(scope, id, ended.version, false))).toBe('CONFLICT');
    expect(await codeOf(resumeSubscription(scope, id, ended.version))).toBe('CONFLICT');
  });
});

describe('a pause', () => {
  it('puts the unused time in hand, bills nothing, and ends with a new period', async () => {
    const { scope, current, invoices, credit, tenantId } = await running('starter', '2027-05-01T00:00:00Z');
    await world.clock.moveTo('2027-05-11T00:00:00Z');
    const { id, version } = await current();
    const paused = await pauseSubscription(scope, id, version);
    // 21 of 31 days of 5998 are left.
    expect(await credit()).toBe(4063n);
    expect((await readEntitlements(world.platform, tenantId))[0]!.features).toEqual([]);
    await world.runAt('2027-09-01T00:00:00Z');
    expect(await invoices()).toHaveLength(2);
    const resumed = await resumeSubscription(scope, id, paused.version);
    expect(resumed).toMatchObject({ status: 'ACTIVE', periodStart: new Date('2027-09-01T00:00:00Z'), periodEnd: new Date('2027-10-01T00:00:00Z') });
    expect((await invoices()).at(-1)).toMatchObject({ kind: 'RENEWAL', amountMinor: 5998n - 4063n });
    expect(await credit()).toBe(0n);
  });
});

it('all of this balances', async () => {
  await expectBalanced(world);
  expect(world.failures).toEqual([]);
});
