import { closeInvoiceAs } from './demo-closings.ts';
import { INVOICES } from './demo-records.ts';
import type { Stage } from './demo-story.ts';
import { addDays } from '../../subgraphs/billing/src/domain/calendar.ts';
import { createCreditNote } from '../../subgraphs/billing/src/services/invoices/create-credit-note.ts';
import { openInvoice } from '../../subgraphs/billing/src/services/invoices/open-invoice.ts';
import { createInvoice } from '../../subgraphs/billing/src/services/invoices/write-invoice.ts';

/** Writes the month's invoices to customers. Whoever owns the customer owns the invoice. */
export async function writeInvoices(stage: Stage, month: number): Promise<void> {
  const { scope, tenant } = stage;
  for (const { customer: place, lines, becomes } of INVOICES.filter((each) => each.month === month)) {
    const customer = tenant.customers[place % tenant.customers.length];
    const memo = `Demo, month ${month + 1}.`;
    if (!customer || (await scope.db.query((prisma) => prisma.invoice.count({ where: { memo } }))) > 0) continue;
    const currency = tenant.country === 'US' ? 'USD' : 'EUR';
    const owned = { ...scope, actor: { ...scope.actor, userId: customer.ownerId } };
    const draft = await createInvoice(owned, { customerId: customer.id, currency, lines, memo });
    if (becomes === 'DRAFT') continue;
    const opened = await openInvoice(scope, draft.id, draft.version);
    if (becomes === 'OPEN') continue;
    stage.setTime(addDays(scope.background.clock.now(), 1));
    await closeInvoiceAs(scope, opened, becomes);
  }
}

/** Credits a part of the first invoice to a customer. */
export async function creditFirstOf({ scope }: Stage): Promise<void> {
  const first = await scope.db.query((prisma) =>
    prisma.invoice.findFirst({ where: { series: 'INV', number: 1, creditedMinor: 0 } }),
  );
  if (first) await createCreditNote(scope, first.id, first.version, { amountMinor: 24_000, reason: 'One session did not take place.' });
}
