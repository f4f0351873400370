import { keysetQuery, readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Invitation, Prisma } from '../../../../../prisma/tenants/client/client.ts';
import type { InvitationStatus } from '../../domain/invitation.ts';
import { ownTenantId, type Scope } from '../scope.ts';
import { UNENDED } from './open-invitation.ts';

export interface InvitationCriteria {
  readonly status?: readonly InvitationStatus[] | null;
  readonly email?: string | null;
}

/** The invitations of the caller's tenant, newest first. */
export async function listInvitations(
  scope: Scope,
  args: PageArgs,
  criteria: InvitationCriteria,
): Promise<Connection<Invitation>> {
  const { db } = scope;
  const page = readPage(args, { list: 'invitations', field: 'createdAt', direction: 'desc' });
  const { where: fromCursor, ...keyset } = keysetQuery(page, { createdAt: 'date' });
  const where = conditions(ownTenantId(scope), criteria, new Date());
  const rows = await db.query((prisma) => prisma.invitation.findMany({ where: { AND: [where, fromCursor] }, ...keyset }));
  const totalCount = () => db.query((prisma) => prisma.invitation.count({ where }));
  return toConnection(rows, page, (row) => row.createdAt, totalCount);
}

function conditions(tenantId: string, { status, email }: InvitationCriteria, now: Date): Prisma.InvitationWhereInput {
  return {
    tenantId,
    ...(status && { OR: status.map((each) => conditionOf(each, now)) }),
    ...(email && { email: email.trim().toLowerCase() }),
  };
}

function conditionOf(status: InvitationStatus, now: Date): Prisma.InvitationWhereInput {
  switch (status) {
    case 'ACCEPTED':
      return { acceptedAt: { not: null } };
    case 'REVOKED':
      return { revokedAt: { not: null } };
    case 'PENDING':
      return { ...UNENDED, expiresAt: { gt: now } };
    case 'EXPIRED':
      return { ...UNENDED, expiresAt: { lte: now } };
  }
}
