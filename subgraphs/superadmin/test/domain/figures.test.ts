import { describe, expect, it } from '@jest/globals';
import { compareCounts } from '../../src/domain/compare-counts.ts';
import { keyProblem, valueProblem } from '../../src/domain/setting-rules.ts';
import { recordsPerTenant, tenantFigures } from '../../src/domain/summaries.ts';
import { OTHER, TENANT } from './events.ts';

describe('a tenant’s figures', () => {
  it('count members, customers, leads and deals, and 0 for what nobody told', () => {
    const counts = [
      { service: 'tenants', entity: 'Membership', live: 5 },
      { service: 'crm', entity: 'Customer', live: 12 },
      { service: 'cms', entity: 'Customer', live: 99 },
      { service: 'cms', entity: 'ContentItem', live: 7 },
    ];
    expect(tenantFigures(counts, [])).toMatchObject({ users: 5, customers: 12, leads: 0, deals: 0, openDealValue: [], contentItems: 7 });
  });

  it('sum the open deals by currency', () => {
    const sum = (status: string, currency: string, live: number, amountMinor: number) =>
      ({ service: 'crm', entity: 'Deal', status, currency, live, amountMinor });
    const figures = tenantFigures([], [sum('OPEN', 'EUR', 2, 700), sum('WON', 'EUR', 1, 50), sum('OPEN', 'CHF', 1, 9)]);
    expect(figures.openDeals).toBe(3);
    expect(figures.openDealValue).toEqual([{ currency: 'CHF', amountMinor: 9 }, { currency: 'EUR', amountMinor: 700 }]);
  });

  it('count subscriptions that pay, and what they bring in a month; trials, pauses and ends bring nothing', () => {
    const sum = (status: string, currency: string, live: number, amountMinor: number) =>
      ({ service: 'billing', entity: 'TenantSubscription', status, currency, live, amountMinor });
    const all = [sum('ACTIVE', 'USD', 2, 700), sum('PAST_DUE', 'USD', 1, 50), sum('TRIALING', 'USD', 1, 9), sum('CANCELLED', 'EUR', 4, 90)];
    expect(tenantFigures([], all)).toMatchObject({ activeSubscriptions: 3, monthlyRecurring: [{ currency: 'USD', amountMinor: 750 }] });
  });

  it('average to two decimals', () => {
    expect(recordsPerTenant(10, 3)).toBe(3.33);
    expect(recordsPerTenant(0, 0)).toBe(0);
  });
});

it('counts that one side lacks are 0 there', () => {
  const here = [{ tenantId: TENANT, entity: 'Deal', count: 2 }, { tenantId: OTHER, entity: 'Deal', count: 0 }];
  const there = [{ tenantId: TENANT, entity: 'Deal', count: 2 }, { tenantId: TENANT, entity: 'Lead', count: 1 }];
  expect(compareCounts(here, there)).toEqual([{ tenantId: TENANT, entity: 'Lead', projected: 0, live: 1 }]);
});

describe('a setting', () => {
  it.each(['support.email', 'limits.max-page', 'x'])('may be called %s', (key) => expect(keyProblem(key)).toBeNull());
  it.each(['Support', 'a..b', '.a', 'a b', '', 'x'.repeat(101), 'smtp.password', 'vault.api-key'])(
    'may not be called "%s"',
    (key) => expect(keyProblem(key)).not.toBeNull(),
  );
  it('has a value of at most 16 KiB', () => {
    expect(valueProblem({ on: true })).toBeNull();
    expect(valueProblem(null)).not.toBeNull();
    expect(valueProblem('x'.repeat(16_384))).not.toBeNull();
  });
});
