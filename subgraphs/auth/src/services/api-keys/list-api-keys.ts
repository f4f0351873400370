import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Prisma } from '../../../../../prisma/auth/client/client.ts';
import { idFilter } from '../id-filter.ts';
import type { Scope } from '../scope.ts';
import { WITHOUT_HASH, type ApiKeyRecord } from './api-key-record.ts';

export interface ApiKeyFilter {
  readonly userId?: string | null;
  readonly active?: boolean | null;
  readonly tenantId?: string | null;
}

/**
 * API keys that the caller may see, newest first. Which those are is row-level security's matter.
 * @throws AppError BAD_USER_INPUT for a page size or cursor that is none
 */
export async function listApiKeys(
  scope: Pick<Scope, 'callerDb'>,
  args: PageArgs & { readonly filter?: ApiKeyFilter | null },
): Promise<Connection<ApiKeyRecord>> {
  const page = readPage(args, { list: 'apiKeys', field: 'createdAt', direction: 'desc' });
  const db = scope.callerDb();
  const filter = whereOf(args.filter ?? {});
  const { where, ...keyset } = keysetQuery(page, { createdAt: 'date' });
  const rows = await db.query((prisma) =>
    prisma.apiKey.findMany({ ...keyset, where: { AND: [filter, where] }, omit: WITHOUT_HASH }),
  );
  const count = () => db.query((prisma) => prisma.apiKey.count({ where: filter }));
  return toConnection(rows, page, (row) => row.createdAt, count);
}

function whereOf({ userId, tenantId, active }: ApiKeyFilter): Prisma.ApiKeyWhereInput {
  const usable: Prisma.ApiKeyWhereInput = { revokedAt: null, expiresAt: { gt: new Date() } };
  return {
    ...idFilter('userId', userId),
    ...idFilter('tenantId', tenantId),
    ...(active === true ? usable : active === false ? { NOT: usable } : {}),
  };
}
