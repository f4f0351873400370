import { validate } from 'uuid';
import { isEntitled, type SubscriptionStatus } from '../../domain/subscription-state.ts';
import { limitsOf, type PlanLimit } from '../../domain/plan.ts';
import type { Db } from '../scope.ts';

/** What a tenant's plan gives it; without one in force: nothing. */
export interface TenantEntitlements {
  readonly tenantId: string;
  /** The plan's name; empty without one. */
  readonly plan: string;
  readonly features: string[];
  readonly limits: PlanLimit[];
}

interface Row {
  readonly tenantId: string;
  readonly status: SubscriptionStatus;
  readonly plan: string;
  readonly features: string[];
  readonly limits: unknown;
}

/** By the latest subscription of each tenant that has or had one. @param tenantId only this one's; every tenant's when left out */
export async function readEntitlements(db: Db, tenantId?: string): Promise<TenantEntitlements[]> {
  if (tenantId !== undefined && !validate(tenantId)) return [];
  const rows = await db.query((prisma) => prisma.$queryRaw<Row[]>`
    SELECT DISTINCT ON (s.tenant_id) s.tenant_id AS "tenantId", s.status::text AS status, p.name AS plan, p.features, p.limits
    FROM subscriptions s JOIN plans p ON p.id = s.plan_id
    WHERE ${tenantId ?? null}::uuid IS NULL OR s.tenant_id = ${tenantId ?? null}::uuid
    ORDER BY s.tenant_id, s.status = 'CANCELLED', s.created_at DESC`);
  return rows.map(({ tenantId: id, status, plan, features, limits }) => {
    if (!isEntitled(status)) return { tenantId: id, plan: '', features: [], limits: [] };
    return { tenantId: id, plan, features, limits: limitsOf(limits) };
  });
}
