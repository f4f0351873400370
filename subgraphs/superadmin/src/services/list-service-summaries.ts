import { freshnessOf } from '../domain/freshness.ts';
import { PLATFORM_TENANT } from '../domain/platform-tenant.ts';
import { recordsPerTenant } from '../domain/summaries.ts';
import type { ServiceSummaryRow } from '../mappers.ts';
import type { Scope } from './scope.ts';

interface Counted {
  readonly service: string;
  /** Null on the row that sums all kinds. */
  readonly entity: string | null;
  readonly records: string;
  readonly of_tenants: string;
  readonly tenants: string;
}

/** What every service of the platform holds, by name; with `only`, that one. */
export async function listServiceSummaries({ platform, services, load }: Scope, only?: string): Promise<ServiceSummaryRow[]> {
  // Before the figures are read, so that they are at least as fresh as it is told.
  const followers = await load.followers();
  const counted = await platform.sql<Counted>(
    `SELECT service, entity, sum(live) AS records,
       coalesce(sum(live) FILTER (WHERE tenant_id <> $1), 0) AS of_tenants,
       count(DISTINCT tenant_id) FILTER (WHERE tenant_id <> $1 AND live > 0) AS tenants
     FROM entity_counts GROUP BY GROUPING SETS ((service), (service, entity)) ORDER BY service, entity`,
    [PLATFORM_TENANT],
  );
  const byService = Map.groupBy(counted, (row) => row.service);
  const asked = services.filter((service) => only === undefined || service === only);
  return asked.map((service) => {
    const rows = byService.get(service) ?? [];
    const total = rows.find((row) => row.entity === null);
    const tenants = Number(total?.tenants ?? 0);
    const entities = rows.flatMap(({ entity, records }) => (entity ? [{ service, entity, count: Number(records) }] : []));
    return {
      service,
      records: Number(total?.records ?? 0),
      tenants,
      recordsPerTenant: recordsPerTenant(Number(total?.of_tenants ?? 0), tenants),
      entities,
      ...freshnessOf([service], followers, Date.now()),
    };
  });
}
