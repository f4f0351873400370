import { conflict, notFound } from '@tessera/errors';
import type { HeldLimit } from '@tessera/subgraph';
import { isUniqueViolation } from '@tessera/tenancy';
import { v7 } from 'uuid';
import type { Membership } from '../../../../prisma/tenants/client/client.ts';
import { email } from './input-checks.ts';
import { roleToGive } from './member-access.ts';
import { notify } from './notify.ts';
import { ownTenantId, type Scope } from './scope.ts';

/**
 * Makes a user who has an account a member of the caller's tenant, with an empty profile.
 * @throws AppError BAD_USER_INPUT, FORBIDDEN, PLAN_LIMIT_REACHED, NOT_FOUND for an unknown user, CONFLICT for one who is
 * a member already
 */
export async function addMember(scope: Scope, address: string, roleName: string): Promise<Membership> {
  const tenantId = ownTenantId(scope);
  const role = roleToGive(scope, roleName);
  const user = await scope.findUserByEmail(email('email', address));
  if (!user) throw notFound('user');
  const add = (limit: HeldLimit | null) =>
    scope.db.transaction(async (tx) => {
      await limit?.hold(tx);
      const membership = await tx.membership.create({ data: { tenantId, id: v7(), userId: user.id, role } });
      await tx.userProfile.create({ data: { tenantId, id: v7(), userId: user.id } });
      await notify(tx, membership, 'MEMBER_ADDED', `You were made ${role} of this tenant.`);
      return membership;
    });
  try {
    return await scope.limits.within(tenantId, 'users', add);
  } catch (error) {
    throw isUniqueViolation(error) ? conflict('This user is a member already. Change their role instead.') : error;
  }
}
