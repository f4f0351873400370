import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import { validate } from 'uuid';
import type { Membership, Prisma } from '../../../../prisma/tenants/client/client.ts';
import { isMemberRole } from '../domain/member-rules.ts';
import { containing } from './containing.ts';
import type { Scope } from './scope.ts';

export interface MemberCriteria {
  readonly role?: readonly string[] | null;
  readonly userId?: string | null;
  /** Part of the display name. */
  readonly search?: string | null;
}

export interface MemberSort {
  readonly field: 'createdAt' | 'updatedAt';
  readonly direction: 'asc' | 'desc';
}

const LONGEST_STANDING_FIRST: MemberSort = { field: 'createdAt', direction: 'asc' };

/** The memberships of a tenant that the caller has been shown, a page at a time. */
export async function listMembers(
  { reached }: Scope,
  tenantId: string,
  args: PageArgs,
  criteria: MemberCriteria,
  sort: MemberSort = LONGEST_STANDING_FIRST,
): Promise<Connection<Membership>> {
  const page = readPage(args, { list: `members of ${tenantId}`, ...sort });
  const { where: fromCursor, ...keyset } = keysetQuery(page, { createdAt: 'date', updatedAt: 'date' });
  const where = conditions(tenantId, criteria);
  const rows = await reached.query((prisma) =>
    prisma.membership.findMany({ where: { AND: [where, fromCursor] }, ...keyset }),
  );
  const totalCount = () => reached.query((prisma) => prisma.membership.count({ where }));
  return toConnection(rows, page, (row, field) => row[field], totalCount);
}

function conditions(tenantId: string, { role, userId, search }: MemberCriteria): Prisma.MembershipWhereInput {
  return {
    tenantId,
    ...(role && { role: { in: role.filter(isMemberRole) } }),
    // Nothing belongs to a user whose id cannot be one.
    ...(userId && { userId: { in: validate(userId) ? [userId] : [] } }),
    ...(search && { profile: { displayName: containing(search) } }),
  };
}
