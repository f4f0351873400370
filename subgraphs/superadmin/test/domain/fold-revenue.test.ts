import { describe, expect, it } from '@jest/globals';
import { foldRevenue } from '../../src/domain/fold-revenue.ts';
import type { Columns, LogEvent } from '../../src/domain/log-event.ts';
import { event, TENANT } from './events.ts';

const NOVEMBER = '2026-11-30T23:59:59.999+00:00';
const invoice = (status: string, changes: Columns = {}): Columns => {
  return { status, customer_id: null, issued_at: NOVEMBER, currency: 'USD', amount_minor: 2999, ...changes };
};
const change = (entity: string, before: Columns | null, after: Columns | null) => event(before, after, { entity });
const amounts = (...events: LogEvent[]) => foldRevenue(events).map(({ month, currency, amountMinor }) => [month, currency, amountMinor]);

describe('revenue by month', () => {
  it('comes with the invoice that is opened, in the month in which it is', () => {
    expect(amounts(change('Invoice', invoice('DRAFT', { issued_at: null }), invoice('OPEN')))).toEqual([['2026-11', 'USD', 2999n]]);
  });

  it('stays as it is when the invoice is paid, and goes when it is voided or given up', () => {
    expect(amounts(change('Invoice', invoice('OPEN'), invoice('PAID')))).toEqual([]);
    for (const end of ['VOID', 'UNCOLLECTIBLE']) {
      expect(amounts(change('Invoice', invoice('OPEN'), invoice(end)))).toEqual([['2026-11', 'USD', -2999n]]);
    }
  });

  it('is less what is credited, in the month in which it is', () => {
    const note = { customer_id: null, issued_at: '2026-12-01T00:00:00+00:00', currency: 'USD', amount_minor: 1000 };
    const opened = change('Invoice', null, invoice('OPEN'));
    expect(amounts(opened, change('CreditNote', null, note))).toEqual([['2026-11', 'USD', 2999n], ['2026-12', 'USD', -1000n]]);
  });

  it("is the platform's: what a tenant invoices its customers is none, nor is a payment", () => {
    expect(amounts(change('Invoice', null, invoice('OPEN', { customer_id: TENANT })))).toEqual([]);
    expect(amounts(change('Payment', null, invoice('SUCCEEDED')))).toEqual([]);
  });
});
