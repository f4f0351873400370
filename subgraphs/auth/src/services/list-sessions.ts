import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Prisma, Session } from '../../../../prisma/auth/client/client.ts';
import { idFilter } from './id-filter.ts';
import type { Scope } from './scope.ts';

export interface SessionFilter {
  readonly userId?: string | null;
  readonly active?: boolean | null;
  readonly tenantId?: string | null;
}

export type SessionRecord = Session;

/**
 * Sessions that the caller may see, newest first. Which those are is row-level security's matter.
 * @throws AppError BAD_USER_INPUT for a page size or cursor that is none
 */
export async function listSessions(
  scope: Pick<Scope, 'callerDb'>,
  args: PageArgs & { readonly filter?: SessionFilter | null },
): Promise<Connection<SessionRecord>> {
  const page = readPage(args, { list: 'sessions', field: 'createdAt', direction: 'desc' });
  const db = scope.callerDb();
  const filter = whereOf(args.filter ?? {});
  const { where, ...keyset } = keysetQuery(page, { createdAt: 'date' });
  const rows = await db.query((prisma) => prisma.session.findMany({ ...keyset, where: { AND: [filter, where] } }));
  const count = () => db.query((prisma) => prisma.session.count({ where: filter }));
  return toConnection(rows, page, (row) => row.createdAt, count);
}

function whereOf({ userId, tenantId, active }: SessionFilter): Prisma.SessionWhereInput {
  const open: Prisma.SessionWhereInput = { revokedAt: null, expiresAt: { gt: new Date() } };
  return {
    ...idFilter('userId', userId),
    ...idFilter('tenantId', tenantId),
    ...(active === true ? open : active === false ? { NOT: open } : {}),
  };
}
