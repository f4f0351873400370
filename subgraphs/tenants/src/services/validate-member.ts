import { validate } from 'uuid';
import type { Db } from './scope.ts';

/** A member of a tenant, and whether it may act there now. */
export interface MemberState {
  readonly valid: boolean;
  readonly role: string;
  readonly tenantStatus: string;
}

/** Null for who is no member of the tenant. */
export async function validateMember(db: Db, tenantId: string, userId: string): Promise<MemberState | null> {
  if (!validate(tenantId) || !validate(userId)) return null;
  const where = { tenantId_userId: { tenantId, userId } };
  const select = { role: true, tenant: { select: { status: true } } };
  const found = await db.query((prisma) => prisma.membership.findUnique({ where, select }));
  return found && { valid: found.tenant.status === 'ACTIVE', role: found.role, tenantStatus: found.tenant.status };
}
