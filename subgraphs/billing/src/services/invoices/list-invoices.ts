import { badInput } from '@tessera/errors';
import { parseInput, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Invoice } from '../../../../../prisma/billing/client/client.ts';
import { invoiceFilter } from '../../domain/inputs.ts';
import type { InvoiceParent } from '../../loaders/invoice-pages.ts';
import type { Scope } from '../scope.ts';

const SORTS = { CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' } as const;

export interface InvoicesRequest extends PageArgs {
  readonly filter?: object | null;
  readonly orderBy?: { readonly field?: keyof typeof SORTS; readonly direction?: 'ASC' | 'DESC' } | null;
}

/** What a list of invoices hangs on. */
export interface InvoicesOf {
  readonly parent: InvoiceParent;
  /** A UUID in lower case. */
  readonly id: string;
}

/** Stands for "no parent" in the one statement that reads them all. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * The invoices that the caller may see: of the whole tenant, or of one of its parts.
 * @throws AppError BAD_USER_INPUT for a filter, page size or cursor that this list does not take
 */
export async function listInvoices({ load }: Scope, request: InvoicesRequest, of?: InvoicesOf): Promise<Connection<Invoice>> {
  const { field = 'CREATED_AT', direction = 'DESC' } = request.orderBy ?? {};
  const list = of ? `${of.parent}.invoices` : 'invoices';
  const order = { list, field: SORTS[field], direction: direction === 'ASC' ? 'asc' : 'desc' } as const;
  const page = readPage(request, order);
  if (page.after && !isInstant(page.after.value)) {
    throw badInput('after', '`after` is not a cursor of this list in this order. Start again without it.');
  }
  const filter = parseInput(invoiceFilter, request.filter ?? {}, 'filter');
  const { parent = null, id = NOBODY } = of ?? {};
  const shape = { parent, filter, sort: order.field, direction: order.direction, after: page.after, limit: page.size + 1 };
  const rows = await load.invoicePages.rows(shape, id);
  return toConnection(rows, page, (row, sortedBy) => row[sortedBy], () => load.invoicePages.count(shape, id));
}

function isInstant(value: unknown): boolean {
  return value instanceof Date && value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999;
}
