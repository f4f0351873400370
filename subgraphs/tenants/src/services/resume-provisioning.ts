import { conflict, notFound } from '@tessera/errors';
import { validate } from 'uuid';
import type { Tenant } from '../../../../prisma/tenants/client/client.ts';
import { mayProvision } from '../domain/tenant-lifecycle.ts';
import { claimRun } from './provisioning/claim-run.ts';
import { enlistServices } from './provisioning/enlist-services.ts';
import type { Scope } from './scope.ts';

/**
 * Tries at once what provisioning has not finished, and asks services that joined the platform since. Where another
 * process is at it already, this changes nothing.
 * @throws AppError NOT_FOUND, or CONFLICT for a deleted tenant
 */
export async function resumeProvisioning({ platform, provisioner }: Scope, id: string): Promise<Tenant> {
  const find = () =>
    validate(id) ? platform.query((prisma) => prisma.tenant.findUnique({ where: { id } })) : Promise.resolve(null);
  const tenant = await find();
  if (!tenant) throw notFound('tenant');
  if (!mayProvision(tenant.status)) throw conflict(`The tenant is ${tenant.status}.`, tenant.version);

  await enlistServices(platform, id, provisioner.services);
  const run = await claimRun(platform, { tenantId: id });
  if (run) await provisioner.attemptWithin(run);
  return (await find()) ?? tenant;
}
