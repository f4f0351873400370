import { isUniqueViolation, type Database } from '@tessera/tenancy';
import type { TenantToPrepare } from '@tessera/subgraph';
import type { Plan, PrismaClient } from '../../../../../prisma/billing/client/client.ts';
import type { Db } from '../scope.ts';
import { startSubscription } from './subscribe.ts';

/**
 * A new tenant begins with a trial of the plan that is named for its tier. Provisioning asks again after a failure: a
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
  const plan = await findPlanOfTier(platform, tier.toLowerCase());
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

/** `starter`; once that is archived, for another price, the newest on offer that is called `starter-...`. */
async function findPlanOfTier(platform: Db, tier: string): Promise<Plan | null> {
  const named = [{ code: tier }, { code: { startsWith: `${tier}-` } }];
  const where = { archivedAt: null, OR: named };
  const plans = await platform.query((prisma) => prisma.plan.findMany({ where, orderBy: { id: 'desc' } }));
  return plans.find(({ code }) => code === tier) ?? plans[0] ?? null;
}
