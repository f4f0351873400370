import { badInput } from '@tessera/errors';
import type { InvoiceLine, UsageRecord } from '../../../../../prisma/billing/client/client.ts';
import type { Scope } from '../scope.ts';

const MOST = 100;

/** A line that is stored, or one of an invoice that is still to be made: of which subscription. */
type BillingLine = Pick<InvoiceLine, 'tenantId' | 'invoiceId' | 'metric' | 'usageCycle'> & { readonly subscriptionId?: string };

/** The reports that a line bills, latest first. @throws AppError BAD_USER_INPUT for more than 100 at a time */
export async function listBilledUsage(
  { db, load }: Scope,
  line: BillingLine,
  { first, offset }: { readonly first: number; readonly offset: number },
): Promise<UsageRecord[]> {
  if (first < 1 || first > MOST) throw badInput('first', `\`first\` must be between 1 and ${MOST}.`);
  if (offset < 0) throw badInput('offset', '`offset` must not be below 0.');
  const { tenantId, metric, usageCycle: cycle } = line;
  if (metric === null || cycle === null) return [];
  const subscriptionId = line.subscriptionId ?? (await load.invoice.load(line.invoiceId))?.subscriptionId;
  if (!subscriptionId) return [];
  const where = { tenantId, subscriptionId, cycle, metric };
  const orderBy = [{ occurredAt: 'desc' }, { id: 'desc' }] as const;
  return db.query((prisma) => prisma.usageRecord.findMany({ where, orderBy: [...orderBy], take: first, skip: offset }));
}
