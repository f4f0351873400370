import { isUniqueViolation, type Database } from '@tessera/tenancy';
import type { TenantToPrepare } from '@tessera/subgraph';
import type { PrismaClient } from '../../../../../prisma/billing/client/client.ts';
import { startSubscription } from './subscribe.ts';

/**
 * A new tenant begins with a trial of the plan that its tier is named for. Provisioning asks again after a failure: a
 * tenant that has or had a subscription keeps what it has.
 * @returns one sentence that says what was done
 */
export async function prepareTenant(
  database: Pick<Database<PrismaClient>, 'platform' | 'tenant'>,
  { tenantId, tier }: Pick<TenantToPrepare, 'tenantId' | 'tier'>,
  startAt: Date,
): Promise<string> {
  const requestId = 'billing.prepare';
  const platform = database.platform({ userId: null, requestId });
  const plan = await platform.query((prisma) => prisma.plan.findFirst({ where: { code: tier.toLowerCase(), archivedAt: null } }));
  if (!plan) return `No plan is named for the tier ${tier}.`;
  const db = database.tenant({ tenantId, userId: null, rowScope: 'all', requestId });
  try {
    return await db.transaction(async (tx) => {
      if ((await tx.subscription.count()) > 0) return 'The tenant had a subscription already.';
      await startSubscription(tx, { tenantId, ownerId: null, plan, quantity: 1, startAt });
      return `Began a trial of ${plan.name}.`;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return 'The tenant had a subscription already.';
  }
}
