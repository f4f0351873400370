import { createHash } from 'node:crypto';
import type { Role, TenantRole } from '@tessera/identity';
import type { Database } from '@tessera/tenancy';
import type { MediaSettings } from './settings/index.ts';

/** A person of a demo tenant. Ids are fixed, so that every service's seed speaks of the same user. */
export interface DemoMember {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: TenantRole;
}

/** Somebody who was asked into a demo tenant, and has not answered. */
export interface DemoInvitation {
  readonly id: string;
  readonly email: string;
  readonly role: TenantRole;
  /** E-mail of the member who has invited. */
  readonly invitedBy: string;
}

export interface DemoCustomer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  /** The member who owns the record, which is what "own" means in the access table. */
  readonly ownerId: string;
}

export interface DemoTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  readonly companyId: string;
  readonly tier: 'STARTER' | 'PROFESSIONAL' | 'ENTERPRISE';
  readonly country: string;
  readonly members: readonly DemoMember[];
  readonly invitations: readonly DemoInvitation[];
  readonly customers: readonly DemoCustomer[];
}

/** One line of `demo-accounts.json`, without its password. `tenant` is a slug, null for the SUPERADMIN. */
export interface DemoAccount {
  readonly userId: string;
  readonly email: string;
  readonly tenant: string | null;
  readonly role: Role;
}

/** Everything the seeds of the services lay down, told once (prisma/demo/). */
export interface DemoWorld {
  readonly tenants: readonly DemoTenant[];
  readonly superadmin: { readonly userId: string; readonly email: string; readonly name: string };
  /** Every account of every tenant, and the SUPERADMIN. */
  readonly accounts: readonly DemoAccount[];
}

/**
 * What `prisma/<name>/seed.ts` receives. A seed writes with `database.platform(...)` or tenant by tenant with
 * `database.tenant(...)`, and may run again on rows that it made before: it upserts.
 */
export interface SeedContext<Client> {
  readonly database: Database<Client>;
  readonly world: DemoWorld;
  /** E-mail to password in clear, for the credentials of auth alone. */
  readonly passwords: ReadonlyMap<string, string>;
  /** The service's key for what it encrypts at rest, 32 bytes base64url. */
  readonly encryption?: string;
  /** Where the service that keeps media lays its files. */
  readonly media?: MediaSettings;
}

/** The one export of `prisma/<name>/seed.ts`: `export async function seed(context: SeedContext<PrismaClient>)`. */
export type Seed<Client> = (context: SeedContext<Client>) => Promise<void>;

/** The same id at each run, in the shape of the UUID v7 that the tenant's own id has. */
export function demoId(tenant: Pick<DemoTenant, 'id'>, name: string): string {
  const hash = createHash('sha256').update(`${tenant.id} ${name}`).digest('hex');
  return `${tenant.id.slice(0, 13)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
