import { badInput } from '@tessera/errors';
import type { InvoiceLine, UsageRecord } from '../../../../../prisma/billing/client/client.ts';
import type { Scope } from '../scope.ts';

const MOST = 100;

/** The reports that a line bills, latest first. @throws AppError BAD_USER_INPUT for more than 100 at a time */
export async function listBilledUsage(
  { db, load }: Scope,
  line: InvoiceLine,
  { first, offset }: { readonly first: number; readonly offset: number },
): Promise<UsageRecord[]> {
  if (first < 1 || first > MOST) throw badInput('first', `\`first\` must be between 1 and ${MOST}.`);
  if (offset < 0) throw badInput('offset', '`offset` must not be below 0.');
  const { tenantId, metric, usageCycle: cycle } = line;
  const invoice = metric === null ? null : await load.invoice.load(line.invoiceId);
  const subscriptionId = invoice?.subscriptionId;
  if (metric === null || cycle === null || !subscriptionId) return [];
  const where = { tenantId, subscriptionId, cycle, metric };
  const orderBy = [{ occurredAt: 'desc' }, { id: 'desc' }] as const;
  return db.query((prisma) => prisma.usageRecord.findMany({ where, orderBy: [...orderBy], take: first, skip: offset }));
}
