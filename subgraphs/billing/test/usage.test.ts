import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import { recordUsage } from '../src/services/usage/record-usage.ts';
import { totalUsage } from '../src/services/usage/total-usage.ts';
import { changeSubscription } from '../src/services/subscriptions/change-subscription.ts';
import { previewRenewal } from '../src/services/subscriptions/preview-renewal.ts';
import { cancelSubscription } from '../src/services/subscriptions/cancel-subscription.ts';
import { subscribe } from '../src/services/subscriptions/subscribe.ts';
import type { Scope } from '../src/services/scope.ts';
import { codeOf, openBillingWorld, type BillingWorld } from './support/world.ts';

let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld('2026-12-18T00:00:00Z');
});
afterAll(() => world.close());

const JANUARY = '2027-01-01T00:00:00Z';

/** A tenant on Professional, whose periods are the months of 2027. */
async function professional(): Promise<Scope> {
  const scope = world.scopeOf(v7());
  await world.clock.moveTo('2026-12-18T00:00:00Z');
  await subscribe(scope, { planId: await world.planId('professional') });
  await world.runAt(JANUARY);
  return scope;
}

const usageLines = (scope: Scope) =>
  scope.db.query((prisma) => prisma.invoiceLine.findMany({ where: { kind: 'USAGE' }, orderBy: [{ usageCycle: 'asc' }, { metric: 'asc' }] }));

describe('a report of usage', () => {
  const report = { key: 'a', metric: 'api_calls', quantity: 150_000, occurredAt: new Date('2027-01-10T00:00:00Z') };

  it('is one record, however often it is sent and by how many at once', async () => {
    const scope = await professional();
    await world.clock.moveTo('2027-01-12T00:00:00Z');
    const sent = await Promise.all(Array.from({ length: 8 }, () => recordUsage(scope, [report])));
    expect(new Set(sent.map(([record]) => record!.id)).size).toBe(1);
    expect(await scope.db.query((prisma) => prisma.usageRecord.count())).toBe(1);
  });

  it.each([['quantity', { quantity: 1 }], ['metric', { metric: 'storage_gb' }], ['moment', { occurredAt: new Date('2027-01-11T00:00:00Z') }]])(
    'under the key of another that differs in its %s is a CONFLICT, and nothing of the batch is recorded',
    async (_what, other) => {
      const scope = await professional();
      await world.clock.moveTo('2027-01-12T00:00:00Z');
      await recordUsage(scope, [report]);
      expect(await codeOf(recordUsage(scope, [{ ...report, key: 'b' }, { ...report, ...other }]))).toBe('CONFLICT');
      expect(await scope.db.query((prisma) => prisma.usageRecord.count())).toBe(1);
    },
  );

  it('without a moment is the same one when it is sent again later', async () => {
    const scope = await professional();
    const timeless = { key: 'a', metric: 'api_calls', quantity: 5 };
    const [first] = await recordUsage(scope, [timeless]);
    await world.clock.moveTo('2027-01-02T00:00:00Z');
    expect(await recordUsage(scope, [timeless])).toEqual([first]);
  });

  it('is never changed, whoever tries', async () => {
    const scope = await professional();
    await recordUsage(scope, [{ ...report, occurredAt: undefined }]);
    await expect(world.sql('UPDATE usage_records SET quantity = 1')).rejects.toThrow('never changes');
  });

  it.each([
    ['ahead of time', { occurredAt: new Date('2027-03-01T00:00:00Z') }],
    ['of less than nothing', { quantity: -1 }],
    ['of no metric', { metric: 'API calls' }],
  ])('%s is refused', async (_what, wrong) => {
    const scope = await professional();
    expect(await codeOf(recordUsage(scope, [{ ...report, occurredAt: undefined, ...wrong }]))).toBe('BAD_USER_INPUT');
  });

  it('needs a subscription', async () => {
    expect(await codeOf(recordUsage(world.scopeOf(v7()), [{ ...report, occurredAt: undefined }]))).toBe('CONFLICT');
  });
});

describe('usage is billed', () => {
  it('with its period, and late reports with the next one; each line names the reports that it bills', async () => {
    const scope = await professional();
    const put = (key: string, quantity: number, occurredAt: string) =>
      recordUsage(scope, [{ key, metric: 'api_calls', quantity, occurredAt: new Date(occurredAt) }]);
    await world.clock.moveTo('2027-01-31T23:00:00Z');
    await put('in time', 100_500, '2027-01-15T00:00:00Z');
    await put('in time too', 500, '2027-01-31T22:00:00Z');
    const subscription = await scope.db.query((prisma) => prisma.subscription.findFirstOrThrow());
    expect(await totalUsage(scope, subscription)).toEqual([{ metric: 'api_calls', quantity: 101_000n, amountMinor: 4n }]);
    await world.runAt('2027-02-01T00:00:00Z');
    await put('late', 130_000, '2027-01-31T23:30:00Z');
    await put('new', 20_000, '2027-02-01T00:00:00Z');
    await world.runAt('2027-03-01T00:00:00Z');
    const lines = await usageLines(scope);
    expect(lines.map(({ quantity, amountMinor, usageRecords, usageCycle }) => [usageCycle, quantity, amountMinor, usageRecords])).toEqual([
      [1, 101_000n, 4n, 2],
      [2, 150_000n, 200n, 2],
    ]);
    const [, second] = lines;
    const named = await scope.db.query((prisma) => prisma.usageRecord.findMany({
      where: { cycle: second!.usageCycle!, metric: second!.metric! }, orderBy: { idempotencyKey: 'asc' },
    }));
    expect(named.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['late', 'new']);
  });

  it('with the period in which it happened, when the schedule is behind', async () => {
    const scope = await professional();
    await world.clock.moveTo('2027-02-03T00:00:00Z');
    await recordUsage(scope, [{ key: 'x', metric: 'storage_gb', quantity: 60, occurredAt: new Date('2027-02-02T00:00:00Z') }]);
    await world.runAt('2027-02-03T00:00:00Z');
    expect(await usageLines(scope)).toEqual([]);
    await world.runAt('2027-03-01T00:00:00Z');
    expect((await usageLines(scope)).map(({ usageCycle, amountMinor }) => [usageCycle, amountMinor])).toEqual([[2, 120n]]);
  });

  it('in a trial not at all, and at a sudden end by a last invoice', async () => {
    const scope = world.scopeOf(v7());
    await world.clock.moveTo('2027-06-01T00:00:00Z');
    await subscribe(scope, { planId: await world.planId('starter') });
    await recordUsage(scope, [{ key: 'free', metric: 'api_calls', quantity: 900_000 }]);
    await world.runAt('2027-06-15T00:00:00Z');
    await recordUsage(scope, [{ key: 'paid', metric: 'api_calls', quantity: 30_000 }]);
    const { id, version } = await scope.db.query((prisma) => prisma.subscription.findFirstOrThrow());
    await cancelSubscription(scope, id, version, false);
    const invoices = await scope.db.query((prisma) => prisma.invoice.findMany({ orderBy: { number: 'asc' } }));
    expect(invoices.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([['RENEWAL', 2999n], ['FINAL', 100n]]);
  });

  it('at the prices of the plan under which it was reported, also when the plan is another by then', async () => {
    const scope = await professional();
    const current = () => scope.db.query((prisma) => prisma.subscription.findFirstOrThrow());
    const put = (key: string, quantity: number) => recordUsage(scope, [{ key, metric: 'api_calls', quantity }]);
    // Half of January's time, and so half of what Professional includes: 50,000.
    await world.clock.moveTo('2027-01-16T12:00:00Z');
    await put('before', 150_000);
    const { id, version } = await current();
    await changeSubscription(scope, id, version, { planId: await world.planId('enterprise') });
    await put('after', 700_000);
    expect(await totalUsage(scope, await current())).toEqual([{ metric: 'api_calls', quantity: 850_000n, amountMinor: 400n + 600n }]);
    const next = (await previewRenewal(scope, await current()))!;
    await world.runAt('2027-02-01T00:00:00Z');
    const lines = await usageLines(scope);
    expect(lines.map(({ usageCycle, quantity, amountMinor, usageRecords }) => [usageCycle, quantity, amountMinor, usageRecords])).toEqual([
      [1, 150_000n, 400n, 1], [2, 700_000n, 600n, 1],
    ]);
    expect(next.lines.filter(({ kind }) => kind === 'USAGE').map(({ amountMinor }) => amountMinor)).toEqual([400n, 600n]);
    expect(await current()).toMatchObject({ cycle: 3, closedCycles: [] });
  });

  it('without losing a report that comes while its period ends', async () => {
    const scope = await professional();
    await world.clock.moveTo('2027-01-31T23:59:00Z');
    const reports = Array.from({ length: 30 }, (_, index) => recordUsage(scope, [{ key: `r${index}`, metric: 'api_calls', quantity: 10_000, occurredAt: new Date('2027-01-31T12:00:00Z') }]));
    await Promise.all([...reports, world.runAt('2027-02-01T00:00:00Z')]);
    await world.runAt('2027-03-01T00:00:00Z');
    const lines = await usageLines(scope);
    expect(lines.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(300_000n);
    expect(lines.reduce((sum, { usageRecords }) => sum + usageRecords!, 0)).toBe(30);
  });
});
