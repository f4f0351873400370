import { setTimeout as delay } from 'node:timers/promises';
import { badInput } from '@tessera/errors';
import { compareCounts, type CountOf } from '../domain/compare-counts.ts';
import { PLATFORM_TENANT } from '../domain/platform-tenant.ts';
import type { ProjectionReportRow } from '../mappers.ts';
import type { Scope } from './scope.ts';

const PATIENCE_MS = 1_000;
const AGAIN_AFTER_MS = 250;

/**
 * Compares what was counted from a service's log with the rows in its tables. Both move while it is written to, so it
 * looks again until they agree or its patience ends.
 * @throws AppError BAD_USER_INPUT for an unknown service, UNAVAILABLE when the service does not answer
 */
export async function verifyProjection(scope: Scope, service: string): Promise<ProjectionReportRow> {
  if (!scope.services.includes(service)) throw badInput('service', unknownService(scope, service));
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const { live, projected } = await countBoth(scope, service);
    const differences = compareCounts(projected, live);
    const matches = differences.length === 0;
    if (matches || Date.now() >= until) {
      return { service, matches, differences, compared: live.length, checkedAt: new Date() };
    }
    await delay(AGAIN_AFTER_MS);
  }
}

export function unknownService(scope: Scope, service: string): string {
  return `There is no service \`${service}\`. There are ${scope.services.join(', ')}.`;
}

async function countBoth(scope: Scope, service: string): Promise<{ live: CountOf[]; projected: CountOf[] }> {
  const rows = await scope.platform.query((prisma) => prisma.entityCount.findMany({ where: { service } }));
  const projected = rows.map(({ tenantId, entity, live }) => ({ tenantId, entity, count: Number(live) }));
  const entities = [...new Set(projected.map((row) => row.entity))];
  const counted = await Promise.all(
    entities.map(async (entity) => {
      const counts = await scope.countLive(service, entity);
      return counts.map((row) => ({ tenantId: row.tenantId || PLATFORM_TENANT, entity, count: row.rows }));
    }),
  );
  return { live: counted.flat(), projected };
}
