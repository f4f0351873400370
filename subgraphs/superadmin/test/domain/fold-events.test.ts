import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldEvents } from '../../src/domain/fold-events.ts';
import { foldTenants } from '../../src/domain/fold-tenants.ts';
import type { Columns, LogEvent } from '../../src/domain/log-event.ts';
import { event, OTHER, TENANT } from './events.ts';

const GONE = { deleted_at: '2026-11-21T09:00:00+00:00' };

describe('counts', () => {
  it('rise with an insert and fall with a delete', () => {
    expect(foldEvents([event(null, {}), event(null, {})]).counts).toEqual([{ tenantId: TENANT, entity: 'Deal', live: 2 }]);
    expect(foldEvents([event({}, null)]).counts).toEqual([{ tenantId: TENANT, entity: 'Deal', live: -1 }]);
  });

  it('fall with a soft delete and rise with a restore', () => {
    expect(foldEvents([event({ deleted_at: null }, GONE)]).counts[0]).toMatchObject({ live: -1 });
    expect(foldEvents([event(GONE, { deleted_at: null })]).counts[0]).toMatchObject({ live: 1 });
  });

  it('do not fall again when a softly deleted row is removed', () => {
    expect(foldEvents([event(GONE, null)]).counts).toEqual([]);
  });

  it('stay with an update, and leave out what cancels out', () => {
    expect(foldEvents([event({ name: 'a' }, { name: 'b' })]).counts).toEqual([]);
    expect(foldEvents([event(null, {}), event({}, null)]).counts).toEqual([]);
  });

  it('are kept apart by tenant and by entity', () => {
    const events = [event(null, {}), event(null, {}, { tenantId: OTHER }), event(null, {}, { entity: 'Lead' })];
    expect(foldEvents(events).counts).toHaveLength(3);
  });
});

describe('sums', () => {
  const deal = (amount: unknown, status = 'OPEN', currency = 'CHF') => ({ amount_minor: amount, status, currency });

  it('follow a row from one status and currency to another', () => {
    const { sums } = foldEvents([event(deal(100), deal(250, 'WON'))]);
    expect(sums).toEqual([
      { tenantId: TENANT, entity: 'Deal', status: 'OPEN', currency: 'CHF', live: -1, amountMinor: -100n },
      { tenantId: TENANT, entity: 'Deal', status: 'WON', currency: 'CHF', live: 1, amountMinor: 250n },
    ]);
  });

  it('tell a changed amount of a row that stays', () => {
    expect(foldEvents([event(deal(100), deal(70))]).sums).toMatchObject([{ live: 0, amountMinor: -30n }]);
  });

  it('take an amount as a number or as decimal text, and ignore what is neither', () => {
    expect(foldEvents([event(null, deal('9007199254740993'))]).sums[0]?.amountMinor).toBe(9007199254740993n);
    expect(foldEvents([event(null, deal(null)), event(null, deal('1e3')), event(null, { status: 'OPEN' })]).sums).toEqual([]);
  });
});

it('folding in any split gives the same totals as folding at once', () => {
  const rows = fc.constantFrom<Columns | null>(null, {}, GONE, { amount_minor: 5, currency: 'CHF', status: 'OPEN' });
  const events = fc.array(fc.tuple(rows, rows).map(([before, after]) => event(before, after)), { maxLength: 30 });
  fc.assert(
    fc.property(events, fc.nat(30), (all, at) => {
      expect(totals([all.slice(0, at), all.slice(at)])).toEqual(totals([all]));
    }),
  );
});

function totals(batches: LogEvent[][]): { live: number; amount: bigint } {
  const folds = batches.map(foldEvents);
  return {
    live: folds.flatMap((fold) => fold.counts).reduce((sum, delta) => sum + delta.live, 0),
    amount: folds.flatMap((fold) => fold.sums).reduce((sum, delta) => sum + delta.amountMinor, 0n),
  };
}

describe('the tenant directory', () => {
  const row = { slug: 'acme', name: 'Acme', status: 'PENDING', tier: 'STARTER', deleted_at: null };
  const tenant = (before: Columns | null, after: Columns | null) =>
    event(before, after, { entity: 'Tenant', entityId: TENANT });

  it('keeps the last word on a tenant and nothing of other entities', () => {
    const changes = foldTenants([tenant(null, row), event(null, {}), tenant(row, { ...row, status: 'ACTIVE' })]);
    expect(changes).toMatchObject([{ tenantId: TENANT, removed: false, slug: 'acme', status: 'ACTIVE', tier: 'STARTER' }]);
  });

  it('forgets a tenant whose row is gone', () => {
    expect(foldTenants([tenant(null, row), tenant(row, null)])).toEqual([{ tenantId: TENANT, removed: true }]);
  });
});
