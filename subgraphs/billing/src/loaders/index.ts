import DataLoader from 'dataloader';
import { BATCH_ONLY, loadMany, loadOne } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient, Subscription } from '../../../../prisma/billing/client/client.ts';
import type { UsageTotal } from '../domain/subscription-lines.ts';
import { sumUsage } from '../services/run/sum-usage.ts';
import { createInvoicePages } from './invoice-pages.ts';

/** Everything that one request reads, put together into few statements. */
export type Loaders = ReturnType<typeof createLoaders>;

/** @param platform the catalogue is the platform's, and the same for everybody */
export function createLoaders(db: ScopedDb<PrismaClient>, platform: ScopedDb<PrismaClient>) {
  const ofInvoices = (ids: string[]) => ({ where: { invoiceId: { in: ids } } });
  return {
    plan: loadOne(
      (ids) => platform.query((prisma) => prisma.plan.findMany({ where: { id: { in: ids } } })),
      (row) => row.id,
    ),
    subscription: loadOne(
      (ids) => db.query((prisma) => prisma.subscription.findMany({ where: { id: { in: ids } } })),
      (row) => row.id,
    ),
    invoice: loadOne(
      (ids) => db.query((prisma) => prisma.invoice.findMany({ where: { id: { in: ids } } })),
      (row) => row.id,
    ),
    /** By tenant: its one subscription that has not ended. */
    subscriptionOfTenant: loadOne(
      (ids) => db.query((prisma) => prisma.subscription.findMany({ where: { tenantId: { in: ids }, status: { not: 'CANCELLED' } } })),
      (row) => row.tenantId,
    ),
    /** What was used in the current period. */
    usage: new DataLoader<Subscription, UsageTotal[]>(async (subscriptions) => {
      // Several fields may ask for one at once, and each report counts once.
      const asked = [...new Map(subscriptions.map((each) => [each.id, each])).values()];
      const totals = await db.query((prisma) => sumUsage(prisma, asked));
      const byId = new Map(asked.map(({ id }, index) => [id, totals[index] ?? []]));
      return subscriptions.map(({ id }) => byId.get(id) ?? []);
    }, BATCH_ONLY),
    invoicePages: createInvoicePages(db),
    /** By invoice. */
    lines: loadMany(
      (ids) => db.query((prisma) => prisma.invoiceLine.findMany({ ...ofInvoices(ids), orderBy: { position: 'asc' } })),
      (row) => row.invoiceId,
    ),
    payments: loadMany(
      (ids) => db.query((prisma) => prisma.payment.findMany({ ...ofInvoices(ids), orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })),
      (row) => row.invoiceId,
    ),
    creditNotes: loadMany(
      (ids) => db.query((prisma) => prisma.creditNote.findMany({ ...ofInvoices(ids), orderBy: { number: 'asc' } })),
      (row) => row.invoiceId,
    ),
  };
}
