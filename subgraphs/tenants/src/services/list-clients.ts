import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Client, Prisma } from '../../../../prisma/tenants/client/client.ts';
import { containing } from './containing.ts';
import type { Scope } from './scope.ts';

export interface ClientCriteria {
  readonly country?: string | null;
  readonly search?: string | null;
}

export interface ClientSort {
  readonly field: 'createdAt' | 'name';
  readonly direction: 'asc' | 'desc';
}

const NEWEST_FIRST: ClientSort = { field: 'createdAt', direction: 'desc' };

/** The platform's business customers, a page at a time. */
export async function listClients(
  { platform }: Scope,
  args: PageArgs,
  criteria: ClientCriteria,
  sort: ClientSort = NEWEST_FIRST,
): Promise<Connection<Client>> {
  const page = readPage(args, { list: 'clients', ...sort });
  const { where: fromCursor, ...keyset } = keysetQuery(page, { createdAt: 'date', name: 'text' });
  const where = conditions(criteria);
  const rows = await platform.query((prisma) =>
    prisma.client.findMany({ where: { AND: [where, fromCursor] }, ...keyset }),
  );
  const totalCount = () => platform.query((prisma) => prisma.client.count({ where }));
  return toConnection(rows, page, (row, field) => row[field], totalCount);
}

function conditions({ country, search }: ClientCriteria): Prisma.ClientWhereInput {
  const contains = search ? containing(search) : undefined;
  return {
    ...(country && { country: country.toUpperCase() }),
    ...(contains && { OR: [{ name: contains }, { contactEmail: contains }] }),
  };
}
