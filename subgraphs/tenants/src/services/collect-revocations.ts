import type { TrustChange, TrustEvent } from '@tessera/rpc';
import type { Db } from './scope.ts';

/** Longer than an access token lives (10 minutes), by what clocks may differ. In milliseconds. */
const REMEMBERED_MS = 12 * 60_000;

/** What a gateway has to know when it begins to listen: tenants that admit nobody, and roles that changed lately. */
export async function collectRevocations(db: Db): Promise<TrustEvent[]> {
  const since = new Date(Date.now() - REMEMBERED_MS);
  const [tenants, changes] = await Promise.all([
    db.query((prisma) =>
      prisma.tenant.findMany({ where: { status: { not: 'ACTIVE' } }, select: { id: true, status: true } }),
    ),
    db.query((prisma) => prisma.membershipChange.findMany({ where: { changedAt: { gt: since } } })),
  ]);
  return [
    ...tenants.map(({ id, status }) => eventOf({ $case: 'tenantState', value: { tenantId: id, status } })),
    ...changes.map(({ tenantId, userId, changedAt }) =>
      eventOf({ $case: 'membershipChanged', value: { tenantId, userId, notBeforeMs: changedAt.getTime() } }),
    ),
  ];
}

function eventOf(kind: TrustChange): TrustEvent {
  return { kind };
}
