import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterFailure, isToldOf, RETRY_AFTER_DAYS } from '../../src/domain/dunning.ts';
import { numberText, seriesFor } from '../../src/domain/invoice-number.ts';
import { creditableMinor, dueMinor, INVOICE_STATUSES, nextInvoiceStatus, type InvoiceEvent, type InvoiceStatus } from '../../src/domain/invoice-state.ts';
import { isNews, PAYMENT_STATUSES } from '../../src/domain/payment-state.ts';

const EVENTS: readonly InvoiceEvent[] = ['IS_OPENED', 'IS_SETTLED', 'IS_VOIDED', 'IS_GIVEN_UP'];

/** The plain reference: every step that the issue allows, written out. */
const ALLOWED = new Set(['DRAFT>OPEN', 'OPEN>PAID', 'OPEN>VOID', 'OPEN>UNCOLLECTIBLE', 'UNCOLLECTIBLE>PAID']);

describe('the state of an invoice', () => {
  it('takes no step but those written out, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 20 }), (events) => {
        let status: InvoiceStatus = 'DRAFT';
        for (const event of events) {
          const next = nextInvoiceStatus(status, event);
          if (next) expect(ALLOWED).toContain(`${status}>${next}`);
          status = next ?? status;
        }
      }),
    );
  });

  it('can take each of them', () => {
    const possible = INVOICE_STATUSES.flatMap((status) => EVENTS.map((event) => `${status}>${nextInvoiceStatus(status, event)}`));
    expect(new Set(possible.filter((step) => !step.endsWith('null')))).toEqual(ALLOWED);
  });
});

describe('what is owed', () => {
  const minor = fc.bigInt({ min: 0n, max: 10n ** 12n });

  it('is what was neither paid nor credited, and never less than nothing', () => {
    fc.assert(
      fc.property(minor, minor, minor, (amountMinor, paidMinor, creditedMinor) => {
        const due = dueMinor({ amountMinor, paidMinor, creditedMinor });
        expect(due).toBe(paidMinor + creditedMinor >= amountMinor ? 0n : amountMinor - paidMinor - creditedMinor);
      }),
    );
  });

  it('leaves to be credited what was not credited, paid or not', () => {
    expect(creditableMinor({ amountMinor: 100n, paidMinor: 100n, creditedMinor: 30n }, 0n)).toBe(70n);
    expect(creditableMinor({ amountMinor: 100n, paidMinor: 100n, creditedMinor: 30n }, 50n)).toBe(120n);
  });
});

describe('news of a payment', () => {
  it('ends in success wherever success is among it, in any order and however often it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PAYMENT_STATUSES), { minLength: 1 }), (told) => {
        const known = told.reduce((status, each) => (isNews(status, each) ? each : status), 'PENDING' as (typeof PAYMENT_STATUSES)[number]);
        expect(known).toBe(told.includes('SUCCEEDED') ? 'SUCCEEDED' : told.includes('FAILED') ? 'FAILED' : 'PENDING');
      }),
    );
  });
});

describe('dunning', () => {
  it('tries again on each day of the schedule, and then gives up', () => {
    const at = new Date('2026-02-27T08:00:00Z');
    const days = RETRY_AFTER_DAYS.map((_, index) => {
      const next = afterFailure(index + 1, at);
      return next === 'GIVE_UP' ? next : (next.retryAt.getTime() - at.getTime()) / 86_400_000;
    });
    expect(days).toEqual([1, 3, 5, 7]);
    expect(afterFailure(RETRY_AFTER_DAYS.length + 1, at)).toBe('GIVE_UP');
  });

  it('is told of once', () => expect([1, 2, 3, 4, 5].filter(isToldOf)).toEqual([1]));
});

describe('a number', () => {
  it.each([[null, 'TES-000007'], ['a customer', 'INV-000007']])('issued to %s reads %s', (customerId, text) => {
    expect(numberText(seriesFor(customerId).invoice, 7)).toBe(text);
  });
});
