import type { Plan } from '../../../../../prisma/billing/client/client.ts';
import type { Scope } from '../scope.ts';

/** The catalogue, cheapest first. */
export async function listPlans({ platform }: Scope, withArchived: boolean): Promise<Plan[]> {
  const where = withArchived ? {} : { archivedAt: null };
  return platform.query((prisma) => prisma.plan.findMany({ where, orderBy: [{ priceMinor: 'asc' }, { code: 'asc' }] }));
}
