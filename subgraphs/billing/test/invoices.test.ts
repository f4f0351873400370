import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Invoice } from '../../../prisma/billing/client/client.ts';
import { markInvoiceUncollectible, voidInvoice } from '../src/services/invoices/close-invoice.ts';
import { createCreditNote } from '../src/services/invoices/create-credit-note.ts';
import { openInvoice } from '../src/services/invoices/open-invoice.ts';
import { payInvoice, recordPayment } from '../src/services/invoices/pay-invoice.ts';
import { createInvoice, deleteInvoice, updateInvoice } from '../src/services/invoices/write-invoice.ts';
import { subscribe } from '../src/services/subscriptions/subscribe.ts';
import type { Scope } from '../src/services/scope.ts';
import { expectBalanced } from './support/balance.ts';
import { codeOf, openBillingWorld, type BillingWorld } from './support/world.ts';

let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld('2027-03-01T00:00:00Z');
});
afterAll(() => world.close());

const LINES = [
  { description: 'Workshop, day', quantity: 2, unitPriceMinor: 118_000 },
  { description: 'Discount', unitPriceMinor: -6_000 },
];
const draftTo = (scope: Scope, customerId = v7()) => createInvoice(scope, { customerId, currency: 'eur', lines: LINES, memo: 'Thank you.' });
async function opened(scope: Scope, customerId?: string): Promise<Invoice> {
  const { id, version } = await draftTo(scope, customerId);
  return openInvoice(scope, id, version);
}

describe('a draft', () => {
  it('can be edited and deleted, and has no number', async () => {
    const scope = world.scopeOf(v7());
    const draft = await draftTo(scope);
    expect(draft).toMatchObject({ status: 'DRAFT', number: null, currency: 'EUR', amountMinor: 230_000n });
    const edited = await updateInvoice(scope, draft.id, draft.version, { lines: [LINES[0]], memo: null });
    expect(edited).toMatchObject({ amountMinor: 236_000n, memo: null });
    expect(await codeOf(updateInvoice(scope, draft.id, draft.version, { memo: 'x' }))).toBe('CONFLICT');
    expect(await deleteInvoice(scope, draft.id, edited.version)).toBe(draft.id);
    expect(await scope.db.query((prisma) => prisma.invoiceLine.count())).toBe(0);
  });

  it.each([
    ['no lines', { lines: [] }],
    ['a sum below zero', { lines: [LINES[1]] }],
    ['a currency that there is not', { currency: 'ABC' }],
    ['more than can be added up', { lines: Array.from({ length: 2 }, () => ({ description: 'x', quantity: 1_000_000_000, unitPriceMinor: 1_000_000_000_000 })) }],
  ])('with %s is refused', async (_what, wrong) => {
    const scope = world.scopeOf(v7());
    expect(await codeOf(createInvoice(scope, { customerId: v7(), currency: 'EUR', lines: LINES, ...wrong }))).toBe('BAD_USER_INPUT');
  });

  it('to somebody who is no customer is refused', async () => {
    const scope = { ...world.scopeOf(v7()), isCustomer: async () => false };
    expect(await codeOf(draftTo(scope))).toBe('NOT_FOUND');
  });
});

describe('numbers', () => {
  it('have no gaps and no doubles, however many invoices are opened at once, and whichever of them fail', async () => {
    const scope = world.scopeOf(v7());
    const drafts = await Promise.all(Array.from({ length: 12 }, () => draftTo(scope)));
    const outcomes = await Promise.allSettled(drafts.flatMap(({ id, version }) => [openInvoice(scope, id, version), openInvoice(scope, id, version)]));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(12);
    const rows = await scope.db.query((prisma) => prisma.invoice.findMany({ orderBy: { number: 'asc' } }));
    expect(rows.map(({ series, number }) => [series, number])).toEqual(rows.map((_, index) => ['INV', index + 1]));
  });

  it('of one tenant say nothing of another', async () => {
    const [one, other] = [await opened(world.scopeOf(v7())), await opened(world.scopeOf(v7()))];
    expect([one.number, other.number]).toEqual([1, 1]);
  });
});

describe('an invoice that is open', () => {
  const immutable = [
    ['its amount', "UPDATE invoices SET amount_minor = 1 WHERE id = $1"],
    ['its payer', "UPDATE invoices SET customer_id = gen_random_uuid() WHERE id = $1"],
    ['its number', "UPDATE invoices SET number = 99 WHERE id = $1"],
    ['a line', "UPDATE invoice_lines SET description = 'x' WHERE invoice_id = $1"],
    ['what it says, by a further line', "INSERT INTO invoice_lines (tenant_id, invoice_id, position, kind, description, quantity, amount_minor) SELECT tenant_id, id, 9, 'ITEM', 'x', 1, 0 FROM invoices WHERE id = $1"],
    ['what it says, by one line less', 'DELETE FROM invoice_lines WHERE invoice_id = $1'],
    ['that there is one', 'DELETE FROM invoices WHERE id = $1'],
    ['that it was opened', "UPDATE invoices SET status = 'DRAFT', number = NULL, series = NULL, issued_at = NULL, due_at = NULL WHERE id = $1"],
  ] as const;

  it.each(immutable)('cannot be changed in %s, not even by the database\'s administrator', async (_what, sql) => {
    const { id } = await opened(world.scopeOf(v7()));
    await expect(world.sql(sql, [id])).rejects.toMatchObject({ code: '23514' });
  });

  it('was opened only because its lines add up', async () => {
    const scope = world.scopeOf(v7());
    const { id } = await draftTo(scope);
    await expect(world.sql(
      "UPDATE invoices SET status = 'OPEN', amount_minor = 1, series = 'INV', number = 1, issued_at = now(), due_at = now() WHERE id = $1", [id],
    )).rejects.toThrow('do not add up');
  });

  it('is not edited or deleted by the service either', async () => {
    const scope = world.scopeOf(v7());
    const { id, version } = await opened(scope);
    expect(await codeOf(updateInvoice(scope, id, version, { memo: 'x' }))).toBe('CONFLICT');
    expect(await codeOf(deleteInvoice(scope, id, version))).toBe('CONFLICT');
    expect(await codeOf(openInvoice(scope, id, version))).toBe('CONFLICT');
  });

  it('is paid by what is recorded, in parts too, and what is too much is in hand for the next', async () => {
    const scope = world.scopeOf(v7());
    const customerId = v7();
    const { id, version } = await opened(scope, customerId);
    const part = await recordPayment(scope, id, version, { amountMinor: 100_000, reference: 'R 1' });
    expect(part).toMatchObject({ status: 'OPEN', paidMinor: 100_000n });
    const paid = await recordPayment(scope, id, part.version, { amountMinor: 150_000 });
    expect(paid).toMatchObject({ status: 'PAID', paidMinor: 230_000n, paidAt: world.clock.now() });
    expect(await opened(scope, customerId)).toMatchObject({ amountMinor: 210_000n });
    expect(await codeOf(recordPayment(scope, id, paid.version, { amountMinor: 1 }))).toBe('CONFLICT');
  });

  it('can be voided while nothing was paid of it, and given up, and be paid after that', async () => {
    const scope = world.scopeOf(v7());
    const first = await opened(scope);
    expect(await voidInvoice(scope, first.id, first.version)).toMatchObject({ status: 'VOID', number: 1 });
    const second = await opened(scope);
    const part = await recordPayment(scope, second.id, second.version, { amountMinor: 1 });
    expect(await codeOf(voidInvoice(scope, second.id, part.version))).toBe('CONFLICT');
    const lost = await markInvoiceUncollectible(scope, second.id, part.version);
    expect(lost.status).toBe('UNCOLLECTIBLE');
    expect(await recordPayment(scope, second.id, lost.version, { amountMinor: 229_999 })).toMatchObject({ status: 'PAID' });
  });
});

describe('a credit note', () => {
  it('lowers what is owed, and once nothing is, fills the balance; never more than the invoice was for', async () => {
    const scope = world.scopeOf(v7());
    const { id, version } = await opened(scope);
    const less = await createCreditNote(scope, id, version, { amountMinor: 30_000, reason: 'Late.' });
    expect(less).toMatchObject({ status: 'OPEN', creditedMinor: 30_000n });
    const paid = await recordPayment(scope, id, less.version, { amountMinor: 200_000 });
    expect(paid.status).toBe('PAID');
    const more = await createCreditNote(scope, id, paid.version, { amountMinor: 50_000, reason: 'Very late.' });
    expect(await codeOf(createCreditNote(scope, id, more.version, { amountMinor: 150_001, reason: 'x' }))).toBe('BAD_USER_INPUT');
    const rest = await createCreditNote(scope, id, more.version, { reason: 'All of it.' });
    expect(rest.creditedMinor).toBe(230_000n);
    expect(await codeOf(createCreditNote(scope, id, rest.version, { reason: 'x' }))).toBe('CONFLICT');
    const notes = await scope.db.query((prisma) => prisma.creditNote.findMany({ orderBy: { number: 'asc' } }));
    expect(notes.map(({ number, amountMinor, toBalanceMinor }) => [number, amountMinor, toBalanceMinor])).toEqual([
      [1, 30_000n, 0n], [2, 50_000n, 50_000n], [3, 150_000n, 150_000n],
    ]);
  });

  it('of all that is owed settles an invoice', async () => {
    const scope = world.scopeOf(v7());
    const { id, version } = await opened(scope);
    expect(await createCreditNote(scope, id, version, { reason: 'Our mistake.' })).toMatchObject({ status: 'PAID', paidMinor: 0n });
  });
});

describe('an invoice that was paid from the credit balance in part', () => {
  /** 230,000 in all, of which 30,000 were in hand. */
  async function partlySettled() {
    const scope = world.scopeOf(v7());
    const customerId = v7();
    const first = await opened(scope, customerId);
    await recordPayment(scope, first.id, first.version, { amountMinor: 260_000 });
    const invoice = await opened(scope, customerId);
    expect(invoice).toMatchObject({ status: 'OPEN', amountMinor: 200_000n });
    const inHand = async () => (await scope.db.query((prisma) => prisma.creditBalance.findFirstOrThrow({ where: { payerId: customerId } }))).amountMinor;
    expect(await inHand()).toBe(0n);
    return { scope, customerId, invoice, inHand };
  }

  it('gives back what it took when it is declared void', async () => {
    const { scope, customerId, invoice, inHand } = await partlySettled();
    await voidInvoice(scope, invoice.id, invoice.version);
    expect(await inHand()).toBe(30_000n);
    expect(await opened(scope, customerId)).toMatchObject({ amountMinor: 200_000n });
  });

  it('can be credited for all that it was for', async () => {
    const { scope, invoice, inHand } = await partlySettled();
    expect(await codeOf(createCreditNote(scope, invoice.id, invoice.version, { amountMinor: 230_001, reason: 'x' }))).toBe('BAD_USER_INPUT');
    const credited = await createCreditNote(scope, invoice.id, invoice.version, { reason: 'All of it.' });
    expect(credited).toMatchObject({ status: 'PAID', paidMinor: 0n, creditedMinor: 230_000n });
    expect(await inHand()).toBe(30_000n);
  });
});

describe('what the platform has issued', () => {
  it('no OWNER takes back, and the platform does', async () => {
    const tenantId = v7();
    const owner = world.scopeOf(tenantId);
    await subscribe(owner, { planId: await world.planId('starter') });
    await world.runAt(new Date(world.clock.now().getTime() + 14 * 86_400_000));
    const { id, version } = await owner.db.query((prisma) => prisma.invoice.findFirstOrThrow());
    for (const refused of [
      () => voidInvoice(owner, id, version),
      () => markInvoiceUncollectible(owner, id, version),
      () => recordPayment(owner, id, version, { amountMinor: 2999 }),
      () => createCreditNote(owner, id, version, { reason: 'x' }),
    ]) expect(await codeOf(refused())).toBe('FORBIDDEN');
    expect(await codeOf(payInvoice(owner, id, version))).toBe('CONFLICT');
    expect(await voidInvoice(world.scopeOf(tenantId, 'SUPERADMIN'), id, version)).toMatchObject({ status: 'VOID' });
  });
});

it('all of this balances', () => expectBalanced(world));
