import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, eventually, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';
import { newcomer, type Newcomer } from './people.ts';

let tessera: TestTessera;
let superadmin: TestClient;
beforeAll(async () => {
  tessera = await startTessera();
  superadmin = await tessera.as(null, 'SUPERADMIN');
}, 120_000);
afterAll(() => tessera?.stop());

const SUBSCRIPTION = `{ tenant { subscription {
  id version status trialEnd periodEnd quantity plan { id code } usage { metric quantity amountMinor } creditMinor hasPaymentMethod
  nextInvoice { at amountMinor lines { kind amountMinor usageRecords { key } } }
} } }`;
const INVOICES = `{ tenant { invoices(orderBy: { direction: ASC }) { nodes {
  number kind status amountMinor paidMinor dueMinor
  lines { kind amountMinor usageCount usageRecords { key } } payments { status provider }
} } } }`;

const subscriptionOf = async ({ owner }: Newcomer) => (await owner.ask(SUBSCRIPTION)).tenant.subscription;
const invoicesOf = async ({ owner }: Newcomer) => (await owner.ask(INVOICES)).tenant.invoices.nodes;
const moveClock = (to: string) => superadmin.ask('mutation ($to: DateTime!) { moveBillingClock(to: $to) }', { to: after(to) });
/** A minute later: whatever was due then is due. */
const after = (instant: string) => new Date(Date.parse(instant) + 60_000).toISOString();
const paid = (someone: Newcomer, count: number) =>
  eventually(async () => {
    const invoices = await invoicesOf(someone);
    return invoices.filter(({ status }: { status: string }) => status === 'PAID').length === count && invoices;
  });

describe('a tenant', () => {
  it('goes from its trial through usage to invoices that are paid by webhook, under a clock that is moved', async () => {
    const someone = await newcomer(tessera);
    const { owner } = someone;
    const trial = await subscriptionOf(someone);
    expect(trial).toMatchObject({ status: 'TRIALING', plan: { code: 'starter' }, quantity: 1 });
    expect(await owner.ask('mutation { setPaymentMethod(method: "test_later") }')).toEqual({ setPaymentMethod: true });

    await moveClock(trial.trialEnd);
    const [first] = await paid(someone, 1);
    expect(first).toMatchObject({ number: 'TES-000001', kind: 'RENEWAL', amountMinor: 2999, paidMinor: 2999, dueMinor: 0 });
    // The provider tells it twice, and a failure behind it that was overtaken: one payment, and the invoice stays paid.
    expect(first.payments).toEqual([{ status: 'SUCCEEDED', provider: 'test' }]);

    const report = 'mutation ($input: [RecordUsageInput!]!) { recordUsage(input: $input) { id } }';
    const input = [{ key: 'calls 1', metric: 'api_calls', quantity: 30_000 }];
    const [once, again] = [await owner.ask(report, { input }), await owner.ask(report, { input })];
    expect(again).toEqual(once);
    expect(codes(await owner.send(report, { input: [{ ...input[0], quantity: 1 }] }))).toEqual(['CONFLICT']);
    const active = await subscriptionOf(someone);
    expect(active).toMatchObject({ status: 'ACTIVE', usage: [{ metric: 'api_calls', quantity: 30_000, amountMinor: 100 }], hasPaymentMethod: true });
    expect(active.nextInvoice).toEqual({
      at: active.periodEnd,
      amountMinor: 3099,
      lines: [{ kind: 'PLAN', amountMinor: 2999, usageRecords: [] }, { kind: 'USAGE', amountMinor: 100, usageRecords: [{ key: 'calls 1' }] }],
    });

    await moveClock(active.periodEnd);
    const [, second] = await paid(someone, 2);
    expect(second).toMatchObject({ number: 'TES-000002', amountMinor: 3099 });
    expect(second.lines).toEqual([
      { kind: 'PLAN', amountMinor: 2999, usageCount: null, usageRecords: [] },
      { kind: 'USAGE', amountMinor: 100, usageCount: 1, usageRecords: [{ key: 'calls 1' }] },
    ]);
  });

  it('changes its plan for what the preview said, and the platform counts what it brings', async () => {
    const someone = await newcomer(tessera);
    const { owner, tenantId } = someone;
    await owner.ask('mutation { setPaymentMethod(method: "test_ok") }');
    await moveClock((await subscriptionOf(someone)).trialEnd);
    await paid(someone, 1);
    const { plans } = await owner.ask('{ plans { id code priceMinor currency features } }');
    expect(plans.map(({ code, priceMinor }: Record<string, unknown>) => [code, priceMinor])).toEqual([
      ['starter', 2999], ['professional', 9999], ['enterprise', 29_999],
    ]);
    const current = await subscriptionOf(someone);
    const input = { planId: plans[1].id, quantity: 2 };
    const previewed = 'query ($id: ID!, $input: ChangeSubscriptionInput!) { previewChange(id: $id, input: $input) { at amountMinor lines { kind amountMinor } } }';
    const { previewChange: preview } = await owner.ask(previewed, { id: current.id, input });
    const change = 'mutation ($id: ID!, $version: Int!, $input: ChangeSubscriptionInput!) { changeSubscription(id: $id, version: $version, input: $input) { plan { code } monthlyMinor } }';
    const variables = { id: current.id, version: current.version, input: { ...input, at: preview.at } };
    expect(await owner.ask(change, variables)).toEqual({ changeSubscription: { plan: { code: 'professional' }, monthlyMinor: 19_998 } });
    const [, changed] = await paid(someone, 2);
    expect(changed).toMatchObject({ kind: 'CHANGE', amountMinor: preview.amountMinor });
    expect(changed.lines.map(({ kind, amountMinor }: Record<string, unknown>) => ({ kind, amountMinor }))).toEqual(preview.lines);

    const summary = '{ tenant { summary { activeSubscriptions monthlyRecurring { currency amountMinor } revenueByMonth { currency amountMinor } } } }';
    await eventually(async () => {
      const { tenant } = await owner.ask(summary);
      const { activeSubscriptions, monthlyRecurring, revenueByMonth } = tenant.summary ?? {};
      const revenue = revenueByMonth?.reduce((sum: number, month: { amountMinor: number }) => sum + month.amountMinor, 0);
      return activeSubscriptions === 1 && monthlyRecurring[0].amountMinor === 19_998 && revenue === 2999 + preview.amountMinor;
    }, { describe: () => `The summary of ${tenantId} did not come to tell what it pays.` });
  });

  it('is told of a payment that failed, once, and is ACTIVE again when it is made', async () => {
    const someone = await newcomer(tessera);
    const { owner } = someone;
    await owner.ask('mutation { setPaymentMethod(method: "test_declined") }');
    await moveClock((await subscriptionOf(someone)).trialEnd);
    await eventually(async () => (await subscriptionOf(someone)).status === 'PAST_DUE');
    const asked = '{ notifications { nodes { kind message } } }';
    const told = await eventually(async () => {
      const { notifications } = await owner.ask(asked);
      const failures = notifications.nodes.filter(({ kind }: { kind: string }) => kind === 'PAYMENT_FAILED');
      return failures.length > 0 && failures;
    });
    expect(told).toEqual([{ kind: 'PAYMENT_FAILED', message: expect.stringContaining('TES-000001') }]);
    await owner.ask('mutation { setPaymentMethod(method: "test_ok") }');
    await paid(someone, 1);
    expect((await subscriptionOf(someone)).status).toBe('ACTIVE');
  });

  it('invoices its own customers, and nobody else\'s', async () => {
    const { owner } = await newcomer(tessera);
    const { owner: stranger } = await newcomer(tessera);
    const { createCustomer: customer } = await owner.ask('mutation { createCustomer(input: { name: "Ines", email: "ines@example.com" }) { id } }');
    const create = 'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id version number customer { name } } }';
    const input = { customerId: customer.id, currency: 'EUR', lines: [{ description: 'Workshop', quantity: 2, unitPriceMinor: 118_000 }] };
    const { createInvoice: draft } = await owner.ask(create, { input });
    expect(draft).toMatchObject({ number: null, customer: { name: 'Ines' } });
    await owner.ask('mutation ($id: ID!, $version: Int!) { openInvoice(id: $id, version: $version) { id } }', { id: draft.id, version: draft.version });
    const asked = 'query ($id: ID!) { customer(id: $id) { invoices { totalCount nodes { number status dueMinor } } } }';
    expect(await owner.ask(asked, { id: customer.id })).toEqual({
      customer: { invoices: { totalCount: 1, nodes: [{ number: 'INV-000001', status: 'OPEN', dueMinor: 236_000 }] } },
    });
    expect(codes(await stranger.send(create, { input }))).toEqual(['NOT_FOUND']);
    expect(await stranger.ask('query ($id: ID!) { invoice(id: $id) { id } }', { id: draft.id })).toEqual({ invoice: null });
  });
});

describe('a webhook', () => {
  it.each([['without a signature', {}], ['with somebody else\'s', { 'tessera-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` }]])(
    '%s is refused at the endpoint',
    async (_how, headers) => {
      const body = JSON.stringify({ id: 'evt_1', type: 'payment.succeeded' });
      const answer = await fetch(`${tessera.origin}/webhooks/payments/test`, { method: 'POST', headers, body });
      expect({ status: answer.status, body: await answer.json() }).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    },
  );
});

describe('the clock', () => {
  it('is not moved back, nor by whoever owns a tenant', async () => {
    const { owner } = await newcomer(tessera);
    const move = 'mutation { moveBillingClock(to: "2020-01-01T00:00:00Z") }';
    expect(codes(await superadmin.send(move))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await owner.send(move))).toEqual(['FORBIDDEN']);
  });
});
