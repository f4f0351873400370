import DataLoader from 'dataloader';
import { BATCH_ONLY, type PageStart } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import { Prisma, type Invoice, type PrismaClient } from '../../../../prisma/billing/client/client.ts';
import type { InvoiceFilter } from '../domain/inputs.ts';

/** What the invoices of a list hang on. */
export type InvoiceParent = 'tenant' | 'customer' | 'subscription';

/** One page of invoices, the same for every parent of a level. */
export interface InvoicePageShape {
  /** Null: all that the caller may see. */
  readonly parent: InvoiceParent | null;
  readonly filter: InvoiceFilter;
  readonly sort: 'createdAt' | 'updatedAt';
  readonly direction: 'asc' | 'desc';
  readonly after: PageStart | null;
  readonly limit: number;
}

/** Reads pages of invoices. Lists that differ only in their parent are read by one statement. */
export interface InvoicePages {
  rows(shape: InvoicePageShape, parentId: string): Promise<Invoice[]>;
  count(shape: InvoicePageShape, parentId: string): Promise<number>;
}

const SORTS = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;

/** A tenant's own list has what the tenant itself pays. */
const OF_PARENT: Readonly<Record<InvoiceParent, Prisma.Sql>> = {
  tenant: Prisma.sql`t.tenant_id = parent.id AND t.customer_id IS NULL`,
  customer: Prisma.sql`t.customer_id = parent.id`,
  subscription: Prisma.sql`t.subscription_id = parent.id`,
};

const COLUMNS = Prisma.raw(
  Object.entries({
    tenantId: 'tenant_id', id: 'id', ownerId: 'owner_id', customerId: 'customer_id', subscriptionId: 'subscription_id',
    kind: 'kind', status: 'status', series: 'series', number: 'number', currency: 'currency',
    amountMinor: 'amount_minor', paidMinor: 'paid_minor', creditedMinor: 'credited_minor', cycle: 'cycle',
    usageCycle: 'usage_cycle', periodStart: 'period_start', periodEnd: 'period_end', memo: 'memo',
    issuedAt: 'issued_at', dueAt: 'due_at', paidAt: 'paid_at', closedAt: 'closed_at', attemptCount: 'attempt_count',
    nextAttemptAt: 'next_attempt_at', version: 'version', createdAt: 'created_at', updatedAt: 'updated_at',
  } satisfies Record<keyof Invoice, string>)
    .map(([property, column]) => `t.${column} AS "${property}"`)
    .join(', '),
);

export function createInvoicePages(db: ScopedDb<PrismaClient>): InvoicePages {
  const pages = new Map<string, DataLoader<string, Invoice[]>>();
  const counts = new Map<string, DataLoader<string, number>>();
  return {
    rows: (shape, parentId) => loaderOf(pages, shape, (ids) => readPages(db, shape, ids)).load(parentId),
    count: (shape, parentId) => loaderOf(counts, shape, (ids) => readCounts(db, shape, ids)).load(parentId),
  };
}

function loaderOf<Value>(
  known: Map<string, DataLoader<string, Value>>,
  shape: InvoicePageShape,
  read: (parentIds: readonly string[]) => Promise<Value[]>,
): DataLoader<string, Value> {
  const key = JSON.stringify(shape);
  const loader = known.get(key) ?? new DataLoader<string, Value>(read, BATCH_ONLY);
  known.set(key, loader);
  return loader;
}

/** A lateral join searches the index once a parent, and stops at the page's end. */
async function readPages(db: ScopedDb<PrismaClient>, shape: InvoicePageShape, parentIds: readonly string[]): Promise<Invoice[][]> {
  const { sort, direction, after, limit } = shape;
  const place = Prisma.raw(`t.${SORTS[sort]}`);
  const way = Prisma.raw(direction);
  const beyond = Prisma.raw(direction === 'asc' ? '>' : '<');
  const instant = after?.value instanceof Date ? after.value.toISOString() : null;
  const fromCursor = after ? Prisma.sql`(${place}, t.id) ${beyond} (${instant}::timestamptz, ${after.id}::uuid)` : Prisma.sql`true`;
  const rows = await db.rows<Invoice & { readonly $parent: string }>(Prisma.sql`
    SELECT parent.id AS "$parent", page.* FROM unnest(${unique(parentIds)}::uuid[]) AS parent (id)
    CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM invoices t WHERE ${conditions(shape)} AND ${fromCursor}
      ORDER BY ${place} ${way}, t.id ${way} LIMIT ${limit}
    ) AS page ORDER BY page."${Prisma.raw(sort)}" ${way}, page.id ${way}`);
  const byParent = Map.groupBy(rows, (row) => row.$parent);
  return parentIds.map((id) => byParent.get(id) ?? []);
}

async function readCounts(db: ScopedDb<PrismaClient>, shape: InvoicePageShape, parentIds: readonly string[]): Promise<number[]> {
  const rows = await db.rows<{ readonly parent: string; readonly rows: bigint }>(Prisma.sql`
    SELECT parent.id AS parent, count(*) AS rows FROM unnest(${unique(parentIds)}::uuid[]) AS parent (id)
    JOIN invoices t ON ${conditions(shape)} GROUP BY parent.id`);
  const byParent = new Map(rows.map((row) => [row.parent, Number(row.rows)]));
  return parentIds.map((id) => byParent.get(id) ?? 0);
}

function conditions({ parent, filter }: InvoicePageShape): Prisma.Sql {
  const { status, kind, customerId, createdFrom, createdBefore } = filter;
  const given = [
    parent === null ? Prisma.sql`true` : OF_PARENT[parent],
    ...(status ? [Prisma.sql`t.status = ANY(${status}::invoice_status[])`] : []),
    ...(kind ? [Prisma.sql`t.kind = ANY(${kind}::invoice_kind[])`] : []),
    ...(customerId ? [Prisma.sql`t.customer_id = ${customerId}::uuid`] : []),
    ...(createdFrom ? [Prisma.sql`t.created_at >= ${createdFrom.toISOString()}::timestamptz`] : []),
    ...(createdBefore ? [Prisma.sql`t.created_at < ${createdBefore.toISOString()}::timestamptz`] : []),
  ];
  return Prisma.join(given, ' AND ');
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
