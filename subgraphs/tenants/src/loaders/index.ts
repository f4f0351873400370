import { loadMany, loadOne } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/tenants/client/client.ts';

export type Loaders = ReturnType<typeof createLoaders>;

type Db = ScopedDb<PrismaClient>;

/**
 * What resolvers reach from a row, one query a kind however many rows ask.
 * @param db the caller's own view, for what is found by a user
 * @param reached for what is found by a tenant that the caller has been shown; see `Scope`
 */
export function createLoaders(db: Db, reached: Db) {
  return {
    tenant: loadOne(
      (ids) => reached.query((prisma) => prisma.tenant.findMany({ where: { id: { in: ids } } })),
      (row) => row.id,
    ),
    companyOfTenant: loadOne(
      (ids) => reached.query((prisma) => prisma.company.findMany({ where: { tenantId: { in: ids } } })),
      (row) => row.tenantId,
    ),
    servicesOfTenant: loadMany(
      (ids) =>
        reached.query((prisma) =>
          prisma.tenantService.findMany({ where: { tenantId: { in: ids } }, orderBy: { service: 'asc' } }),
        ),
      (row) => row.tenantId,
    ),
    latestRunOfTenant: loadOne(
      (ids) =>
        reached.query((prisma) =>
          prisma.provisioningRun.findMany({
            where: { tenantId: { in: ids } },
            distinct: ['tenantId'],
            orderBy: [{ tenantId: 'asc' }, { id: 'desc' }],
          }),
        ),
      (row) => row.tenantId,
    ),
    stepsOfRun: loadMany(
      (ids) =>
        reached.query((prisma) =>
          prisma.provisioningStep.findMany({
            where: { runId: { in: ids } },
            orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
          }),
        ),
      (row) => row.runId,
    ),
    membershipsOfUser: loadMany(
      (ids) =>
        db.query((prisma) => prisma.membership.findMany({ where: { userId: { in: ids } }, orderBy: { id: 'asc' } })),
      (row) => row.userId,
    ),
    profileOfUser: loadOne(
      (ids) => db.query((prisma) => prisma.userProfile.findMany({ where: { userId: { in: ids } } })),
      (row) => row.userId,
    ),
  };
}
