import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { AuthEvent, AuthEventKind, Prisma } from '../../../../prisma/auth/client/client.ts';
import { idFilter } from './id-filter.ts';
import type { Scope } from './scope.ts';

export interface EventFilter {
  readonly userId?: string | null;
  readonly kinds?: readonly AuthEventKind[] | null;
  readonly succeeded?: boolean | null;
  readonly since?: Date | null;
  readonly until?: Date | null;
  readonly tenantId?: string | null;
}

export type AuthEventRecord = AuthEvent;

/**
 * Auth events that the caller may see, newest first. Which those are is row-level security's matter.
 * @throws AppError BAD_USER_INPUT for a page size or cursor that is none
 */
export async function listAuthEvents(
  scope: Pick<Scope, 'callerDb'>,
  args: PageArgs & { readonly filter?: EventFilter | null },
): Promise<Connection<AuthEventRecord>> {
  // Ids are UUIDs of version 7, which sort by time.
  const page = readPage(args, { list: 'authEvents', field: 'id', direction: 'desc' });
  const db = scope.callerDb();
  const filter = whereOf(args.filter ?? {});
  const { where, ...keyset } = keysetQuery(page, {});
  const rows = await db.query((prisma) => prisma.authEvent.findMany({ ...keyset, where: { AND: [filter, where] } }));
  const count = () => db.query((prisma) => prisma.authEvent.count({ where: filter }));
  return toConnection(rows, page, (row) => row.id, count);
}

function whereOf({ userId, tenantId, kinds, succeeded, since, until }: EventFilter): Prisma.AuthEventWhereInput {
  return {
    ...idFilter('userId', userId),
    ...idFilter('tenantId', tenantId),
    ...(kinds ? { kind: { in: [...kinds] } } : {}),
    ...(typeof succeeded === 'boolean' ? { succeeded } : {}),
    occurredAt: { ...(since ? { gte: since } : {}), ...(until ? { lt: until } : {}) },
  };
}
