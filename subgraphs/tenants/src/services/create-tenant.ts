import { v7 } from 'uuid';
import type { Tenant, TenantTier } from '../../../../prisma/tenants/client/client.ts';
import { country, email, line, optional, phone, slug } from './input-checks.ts';
import { insertTenant, refuseTakenSlug, type CheckedTenant } from './insert-tenant.ts';
import { openRun } from './provisioning/open-run.ts';
import type { Scope } from './scope.ts';

export interface NewTenant {
  readonly name: string;
  readonly slug: string;
  readonly companyName: string;
  readonly contactEmail: string;
  readonly contactPhone?: string | null;
  readonly country?: string | null;
  /** STARTER when left out. */
  readonly tier?: TenantTier;
  readonly clientId?: string | null;
}

/**
 * Records a tenant with its client, company and services in one transaction, then provisions it. Waits for that no
 * longer than the provisioner's patience: the tenant comes back in whatever state it has reached.
 * @throws AppError BAD_USER_INPUT, CONFLICT when the slug is taken, NOT_FOUND for an unknown client
 */
export async function createTenant(scope: Scope, input: NewTenant): Promise<Tenant> {
  const checked = check(input);
  const id = v7();
  const run = await refuseTakenSlug(checked.slug, () =>
    scope.platform.transaction(async (tx) => {
      await insertTenant(tx, id, checked);
      return openRun(tx, id, scope.provisioner.services);
    }),
  );
  await scope.provisioner.attemptWithin(run);
  return scope.platform.query((prisma) => prisma.tenant.findUniqueOrThrow({ where: { id } }));
}

function check(input: NewTenant): CheckedTenant {
  return {
    name: line(200)('input.name', input.name),
    slug: slug('input.slug', input.slug),
    tier: input.tier,
    clientId: input.clientId ?? null,
    company: {
      name: line(200)('input.companyName', input.companyName),
      contactEmail: email('input.contactEmail', input.contactEmail),
      contactPhone: optional(phone, 'input.contactPhone', input.contactPhone),
      country: optional(country, 'input.country', input.country),
    },
  };
}
