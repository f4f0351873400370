import DataLoader from 'dataloader';
import { validate } from 'uuid';
import { BATCH_ONLY } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/superadmin/client/client.ts';
import type { TenantSummaryRow } from '../mappers.ts';
import { readFollowers, type FollowerStates } from '../services/read-followers.ts';
import { summariseTenants } from '../services/summarise-tenants.ts';

export interface Loaders {
  /** How each service is followed, read once a request. */
  followers(): Promise<FollowerStates>;
  /** What is counted of a tenant; null when the caller may not see it, or it is not known here. */
  readonly tenantSummary: Pick<DataLoader<string, TenantSummaryRow | null>, 'load'>;
}

/**
 * @param platform the platform's role: how services are followed is no tenant's data, and every summary tells it
 * @param services every service of the platform
 */
export function createLoaders(
  db: ScopedDb<PrismaClient>,
  platform: ScopedDb<PrismaClient>,
  services: readonly string[],
): Loaders {
  let states: Promise<FollowerStates> | undefined;
  const followers = () => (states ??= readFollowers(platform));
  return {
    followers,
    tenantSummary: new DataLoader(
      async (ids: readonly string[]) => {
        const known = [...new Set(ids)].filter((id) => validate(id));
        const entries = await db.query((prisma) => prisma.tenantEntry.findMany({ where: { id: { in: known } } }));
        const summaries = await summariseTenants({ db, services, followers }, entries);
        const byId = new Map(summaries.map((summary) => [summary.id, summary]));
        return ids.map((id) => byId.get(id) ?? null);
      },
      BATCH_ONLY,
    ),
  };
}
