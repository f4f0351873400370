import { v7 } from 'uuid';
import type { Db } from '../scope.ts';

/** Tenants that lack a service which the platform has: it joined after they were made. */
const LACKING = `
  SELECT id FROM tenants WHERE status <> 'DELETED' AND EXISTS (
    SELECT FROM unnest($1::text[]) AS service (name) WHERE NOT EXISTS (
      SELECT FROM tenant_services WHERE tenant_id = tenants.id AND service = name))`;

/** Lists the services that a tenant lacks, and opens a run to prepare them where none is open. Changes nothing else. */
export async function enlistServices(db: Db, tenantId: string, services: readonly string[]): Promise<void> {
  await db.transaction(async (tx) => {
    const missing = services.map((service) => ({ tenantId, id: v7(), service }));
    const { count } = await tx.tenantService.createMany({ data: missing, skipDuplicates: true });
    if (count > 0) await tx.provisioningRun.createMany({ data: { tenantId, id: v7() }, skipDuplicates: true });
  });
}

/** The same for every tenant of the platform, at start. */
export async function enlistServicesEverywhere(db: Db, services: readonly string[]): Promise<void> {
  for (const { id } of await db.sql<{ id: string }>(LACKING, [services])) await enlistServices(db, id, services);
}
