import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { payInvoice } from '../src/services/invoices/pay-invoice.ts';
import type { PaymentEvent } from '../src/services/payments/provider.ts';
import { takeWebhook } from '../src/services/payments/take-webhook.ts';
import { noProvider } from '../src/services/payments/no-provider.ts';
import { cancelSubscription } from '../src/services/subscriptions/cancel-subscription.ts';
import { setPaymentMethod } from '../src/services/subscriptions/set-payment-method.ts';
import { subscribe } from '../src/services/subscriptions/subscribe.ts';
import { runDue } from '../src/services/run/run-due.ts';
import { expectBalanced } from './support/balance.ts';
import { codeOf, openBillingWorld, type BillingWorld } from './support/world.ts';

const DAY_MS = 86_400_000;
const BEGIN = Date.parse('2027-04-01T00:00:00Z');
const day = (count: number) => new Date(BEGIN + count * DAY_MS);

let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld(day(0).toISOString());
});
afterAll(() => world.close());

/** A tenant whose first invoice falls due on day 14, with this payment method (none: null). */
async function tenantWith(method: string | null, plan = 'starter') {
  const scope = world.scopeOf(v7());
  await world.clock.moveTo(day(0));
  if (method) await setPaymentMethod(scope, method);
  await subscribe(scope, { planId: await world.planId(plan) });
  await world.runAt(day(14));
  const { tenantId } = scope.db;
  return {
    scope,
    tenantId: tenantId!,
    invoice: () => scope.db.query((prisma) => prisma.invoice.findFirstOrThrow({ orderBy: { number: 'asc' } })),
    payments: () => scope.db.query((prisma) => prisma.payment.findMany({ orderBy: { attempt: 'asc' } })),
    status: async () => (await scope.db.query((prisma) => prisma.subscription.findFirstOrThrow())).status,
    notices: async () => (await scope.db.query((prisma) => prisma.notice.findMany({ orderBy: { createdAt: 'asc' } }))).map(({ kind }) => kind),
  };
}

describe('an invoice', () => {
  it('is collected as soon as it is open', async () => {
    const { invoice, payments, status, notices } = await tenantWith('test_ok');
    expect(await invoice()).toMatchObject({ status: 'PAID', paidMinor: 2999n, nextAttemptAt: null });
    expect((await payments()).map((payment) => [payment.status, payment.attempt, payment.amountMinor])).toEqual([['SUCCEEDED', 1, 2999n]]);
    expect([await status(), await notices()]).toEqual(['ACTIVE', []]);
  });

  it('that is not paid is tried again by the schedule, told of once, and recovers its subscription', async () => {
    const { invoice, payments, status, notices } = await tenantWith('test_fails_2');
    expect([(await invoice()).nextAttemptAt, await status(), await notices()]).toEqual([day(15), 'PAST_DUE', ['PAYMENT_FAILED']]);
    await world.runAt(day(15));
    expect([(await invoice()).nextAttemptAt, await status(), await notices()]).toEqual([day(18), 'PAST_DUE', ['PAYMENT_FAILED']]);
    await world.runAt(day(18));
    expect([(await invoice()).status, await status(), await notices()]).toEqual(['PAID', 'ACTIVE', ['PAYMENT_FAILED']]);
    expect((await payments()).map((payment) => payment.status)).toEqual(['FAILED', 'FAILED', 'SUCCEEDED']);
  });

  it('that is never paid is given up, and ends its subscription', async () => {
    const { invoice, payments, status, notices } = await tenantWith('test_declined');
    for (const at of [15, 18, 23, 29]) await world.runAt(day(at));
    expect(await status()).toBe('PAST_DUE');
    await world.runAt(day(30));
    expect(await invoice()).toMatchObject({ status: 'UNCOLLECTIBLE', nextAttemptAt: null, closedAt: day(30) });
    expect([await status(), await notices()]).toEqual(['CANCELLED', ['PAYMENT_FAILED', 'SUBSCRIPTION_CANCELLED']]);
    expect(await payments()).toHaveLength(5);
  });

  it('that is never paid leaves the subscription as it is, where the plan says so', async () => {
    const plan = await world.platform.query((prisma) => prisma.plan.create({
      data: { id: v7(), code: 'patient', name: 'Patient', currency: 'USD', priceMinor: 100, trialDays: 14, dunningEnd: 'KEEP' },
    }));
    const { invoice, status } = await tenantWith('test_declined', plan.code);
    for (const at of [15, 18, 23, 30]) await world.runAt(day(at));
    expect([(await invoice()).status, await status()]).toEqual(['UNCOLLECTIBLE', 'PAST_DUE']);
  });

  it('without a payment method waits for one, and for two weeks at most', async () => {
    const { scope, invoice, status } = await tenantWith(null);
    expect([(await invoice()).nextAttemptAt, await status()]).toEqual([day(28), 'ACTIVE']);
    await world.runAt(day(28));
    expect([(await invoice()).status, await status()]).toEqual(['OPEN', 'PAST_DUE']);
    await setPaymentMethod(scope, 'test_ok');
    await world.runAt(day(28));
    expect([(await invoice()).status, await status()]).toEqual(['PAID', 'ACTIVE']);
  });

  it('that is owed is not left behind for a new subscription', async () => {
    const { scope } = await tenantWith('test_declined');
    const { id, version, planId } = await scope.db.query((prisma) => prisma.subscription.findFirstOrThrow());
    await cancelSubscription(scope, id, version, false);
    expect(await codeOf(subscribe(scope, { planId }))).toBe('CONFLICT');
    await setPaymentMethod(scope, 'test_ok');
    await world.runAt(day(15));
    expect(await subscribe(scope, { planId })).toMatchObject({ status: 'ACTIVE' });
  });

  it('can be tried at once by its payer', async () => {
    const { scope, invoice } = await tenantWith('test_declined');
    const { id, version } = await invoice();
    await scope.db.query((prisma) => prisma.payer.updateMany({ data: { paymentMethod: 'test_ok' } }));
    await payInvoice(scope, id, version);
    await world.runAt(day(14));
    expect((await invoice()).status).toBe('PAID');
  });

  it('is not paid in production by a method that moves no money', async () => {
    const scope = world.scopeOf(v7());
    const production = { ...scope, background: { ...scope.background, provider: noProvider } };
    expect(await codeOf(setPaymentMethod(production, 'test_ok'))).toBe('BAD_USER_INPUT');
    expect(() => noProvider.readWebhook(Buffer.from('{}'), 't=1,v1=00')).toThrow('No payment provider');
    const request = { key: v7(), tenantId: v7(), amountMinor: 1n, currency: 'USD', method: 'test_ok', attempt: 1 };
    expect(await noProvider.charge(request)).toMatchObject({ status: 'FAILED' });
  });

  it('refuses a payment method that the provider cannot know', async () => {
    expect(await codeOf(setPaymentMethod(world.scopeOf(v7()), 'pm_4242'))).toBe('BAD_USER_INPUT');
  });
});

describe('a webhook', () => {
  const take = (event: PaymentEvent) => takeWebhook(world.platform, world.clock, 'test', event);
  const told = (tenantId: string, paymentId: string, type: PaymentEvent['type'], id = v7()): PaymentEvent => {
    return { id, type, paymentId, tenantId, occurredAt: world.clock.now(), ref: 'ch_1', failureCode: type === 'payment.failed' ? 'try_again' : null };
  };
  /** A tenant whose payment the provider has taken, and not told the outcome of. */
  const pending = async () => {
    const tenant = await tenantWith('test_later');
    const [payment] = await tenant.payments();
    return { ...tenant, paymentId: payment!.id };
  };

  it('settles its payment, and has no effect the second time', async () => {
    const { tenantId, paymentId, invoice } = await pending();
    expect((await invoice()).status).toBe('OPEN');
    const event = told(tenantId, paymentId, 'payment.succeeded');
    expect([await take(event), await take(event)]).toEqual(['applied', 'repeated']);
    expect(await invoice()).toMatchObject({ status: 'PAID', paidMinor: 2999n });
  });

  it('delivered many times at once has one effect', async () => {
    const { tenantId, paymentId, invoice } = await pending();
    const event = told(tenantId, paymentId, 'payment.succeeded');
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => take(event)));
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
    expect((await invoice()).paidMinor).toBe(2999n);
  });

  it('that was overtaken by its successor changes nothing', async () => {
    const { tenantId, paymentId, invoice, status } = await pending();
    expect(await take(told(tenantId, paymentId, 'payment.succeeded'))).toBe('applied');
    expect(await take(told(tenantId, paymentId, 'payment.failed'))).toBe('overtaken');
    expect([(await invoice()).status, await status()]).toEqual(['PAID', 'ACTIVE']);
  });

  it('of success after a failure is money all the same, and what nothing was owed for is in hand', async () => {
    const { scope, tenantId, paymentId, invoice } = await pending();
    await take(told(tenantId, paymentId, 'payment.failed'));
    expect(await invoice()).toMatchObject({ status: 'OPEN', nextAttemptAt: day(15) });
    await setPaymentMethod(scope, 'test_ok');
    await world.runAt(day(15));
    expect((await invoice()).status).toBe('PAID');
    await take(told(tenantId, paymentId, 'payment.succeeded'));
    const [purse] = await scope.db.query((prisma) => prisma.creditBalance.findMany());
    expect([(await invoice()).paidMinor, purse?.amountMinor]).toEqual([2999n, 2999n]);
  });

  it('of a payment that nobody knows is refused, so that it is sent again', async () => {
    const { tenantId } = await pending();
    expect(await codeOf(take(told(tenantId, v7(), 'payment.succeeded')))).toBe('NOT_FOUND');
  });

  it('that never comes is asked for, under the same key', async () => {
    const { paymentId } = await pending();
    const asked: string[] = [];
    const provider = { ...world.provider, charge: async ({ key }: { key: string }) => {
      asked.push(key);
      return { status: 'SUCCEEDED', ref: 'ch_2', failureCode: null } as const;
    } };
    await world.clock.moveTo(new Date(day(14).getTime() + 7 * 3600 * 1000));
    await runDue({ db: world.platform, clock: world.clock, provider, onError: (error) => world.failures.push(error) });
    expect(asked).toContain(paymentId);
  });
});

describe('a provider that cannot be reached', () => {
  it('is asked again, under the same key, and charges once', async () => {
    const tenant = world.scopeOf(v7());
    await world.clock.moveTo(day(0));
    await setPaymentMethod(tenant, 'test_ok');
    await subscribe(tenant, { planId: await world.planId('starter') });
    const keys: string[] = [];
    const run = (charge: typeof world.provider.charge) =>
      runDue({ db: world.platform, clock: world.clock, provider: { ...world.provider, charge }, onError: () => undefined });
    await world.clock.moveTo(day(14));
    await run(async ({ key, tenantId }) => {
      if (tenantId === tenant.db.tenantId) keys.push(key);
      throw new Error('no route to host');
    });
    await world.clock.moveTo(new Date(day(14).getTime() + 120_000));
    await run(async ({ key, tenantId }) => {
      if (tenantId === tenant.db.tenantId) keys.push(key);
      return { status: 'SUCCEEDED', ref: null, failureCode: null };
    });
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    const [invoice] = await tenant.db.query((prisma) => prisma.invoice.findMany());
    expect(invoice).toMatchObject({ status: 'PAID', attemptCount: 1 });
  });
});

it('all of this balances', async () => {
  await expectBalanced(world);
});
