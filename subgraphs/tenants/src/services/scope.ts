import type { Identity } from '@tessera/identity';
import { requireTenantId, type PlanLimits } from '@tessera/subgraph';
import type { ScopedDb, TransactionClient } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/tenants/client/client.ts';
import type { Loaders } from '../loaders/index.ts';
import type { Provisioner } from './provisioning/provisioner.ts';

export type Db = ScopedDb<PrismaClient>;
export type Transaction = TransactionClient<PrismaClient>;

/** A user as auth knows them. */
export interface KnownUser {
  readonly id: string;
  readonly email: string;
}

/** What lives as long as the process. */
export interface Background {
  readonly provisioner: Provisioner;
  /** Asks auth for an enabled user by e-mail; null when there is none. */
  findUserByEmail(email: string): Promise<KnownUser | null>;
}

/** What a service works with: who asks, and the database as they may see it. One per request. */
export interface Scope extends Background {
  readonly actor: Identity;
  /** The caller's tenant; every tenant, read only but for grants, for a SUPERADMIN who has entered none. */
  readonly db: Db;
  /**
   * To read what belongs to a tenant that the caller has been shown, by its id. The platform's own fields show others
   * also to a SUPERADMIN who has entered one.
   */
  readonly reached: Db;
  /** The platform's role. @throws AppError FORBIDDEN for everybody but a SUPERADMIN */
  readonly platform: Db;
  readonly load: Loaders;
  readonly limits: PlanLimits;
}

/** The tenant that the caller acts in. @throws AppError FORBIDDEN for a SUPERADMIN who has entered none */
export function ownTenantId({ actor }: Scope): string {
  return requireTenantId(actor);
}
