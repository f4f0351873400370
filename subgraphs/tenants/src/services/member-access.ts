import { AppError, badInput, conflict, notFound } from '@tessera/errors';
import { validate } from 'uuid';
import type { Membership } from '../../../../prisma/tenants/client/client.ts';
import { isLastOwner, isMemberRole, mayManage, type MemberRole } from '../domain/member-rules.ts';
import { lockTenant } from './lock-tenant.ts';
import type { Scope, Transaction } from './scope.ts';

/**
 * The role that a caller means to give.
 * @throws AppError BAD_USER_INPUT for SUPERADMIN, FORBIDDEN where the caller may not give it
 */
export function roleToGive({ actor }: Scope, role: string): MemberRole {
  if (!isMemberRole(role)) {
    throw badInput('role', "SUPERADMIN is the platform's own role: no member of a tenant has it.");
  }
  if (mayManage(actor.role, role)) return role;
  throw new AppError('FORBIDDEN', `An ${actor.role} cannot make an ${role}. Ask an owner of the tenant.`);
}

/**
 * The membership that a caller means to change or remove, with every membership of the tenant held still until the
 * transaction ends: two owners who remove each other at once must not both succeed.
 * @throws AppError NOT_FOUND where it is missing, or not the caller's to manage
 */
export async function lockMembership(
  { actor }: Scope,
  tx: Transaction,
  tenantId: string,
  id: string,
): Promise<Membership> {
  if (!validate(id)) throw notFound('member');
  await lockTenant(tx, tenantId);
  const membership = await tx.membership.findUnique({ where: { tenantId_id: { tenantId, id } } });
  if (!membership || !mayManage(actor.role, membership.role)) throw notFound('member');
  return membership;
}

/**
 * To be called with the tenant held still by `lockMembership`.
 * @throws AppError CONFLICT when the tenant would lose its last OWNER
 */
export async function keepOneOwner(tx: Transaction, { tenantId, userId }: Membership): Promise<void> {
  const owners = await tx.membership.findMany({ where: { tenantId, role: 'OWNER' }, select: { userId: true } });
  const ownerIds = owners.map((owner) => owner.userId);
  if (isLastOwner(ownerIds, userId)) {
    throw conflict("This is the tenant's last owner. Make another member an owner first.");
  }
}
