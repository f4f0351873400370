import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Prisma } from '../../../../prisma/auth/client/client.ts';
import { normaliseEmailPrefix } from '../domain/normalise-email.ts';
import type { UserRecord } from './open-session.ts';
import { requireOutside } from './require-caller.ts';
import type { Scope } from './scope.ts';

export interface UserFilter {
  /** How it begins, in any spelling. */
  readonly email?: string | null;
  readonly status?: readonly UserRecord['status'][] | null;
  readonly createdFrom?: Date | null;
  readonly createdBefore?: Date | null;
}

/**
 * Users of the whole platform, newest first.
 * @throws AppError BAD_USER_INPUT for a page size or cursor that is none, FORBIDDEN for who is in a tenant
 */
export async function listUsers(
  scope: Pick<Scope, 'callerDb' | 'identity'>,
  args: PageArgs & { readonly filter?: UserFilter | null },
): Promise<Connection<UserRecord>> {
  requireOutside(scope);
  const page = readPage(args, { list: 'users', field: 'createdAt', direction: 'desc' });
  const db = scope.callerDb();
  const filter = whereOf(args.filter ?? {});
  const { where, ...keyset } = keysetQuery(page, { createdAt: 'date' });
  const rows = await db.query((prisma) => prisma.user.findMany({ ...keyset, where: { AND: [filter, where] } }));
  const count = () => db.query((prisma) => prisma.user.count({ where: filter }));
  return toConnection(rows, page, (row) => row.createdAt, count);
}

function whereOf({ email, status, createdFrom, createdBefore }: UserFilter): Prisma.UserWhereInput {
  return {
    ...(email ? { email: { startsWith: verbatim(normaliseEmailPrefix(email)) } } : {}),
    ...(status ? { status: { in: [...status] } } : {}),
    createdAt: { ...(createdFrom ? { gte: createdFrom } : {}), ...(createdBefore ? { lt: createdBefore } : {}) },
  };
}

/** Prisma makes a pattern of it, in which `%`, `_` and `\` are to stand for themselves. */
function verbatim(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
