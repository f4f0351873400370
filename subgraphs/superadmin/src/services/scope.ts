import type { Identity } from '@tessera/identity';
import type { ScopedDb, TransactionClient } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/superadmin/client/client.ts';
import type { Loaders } from '../loaders/index.ts';

export type Db = ScopedDb<PrismaClient>;
export type Transaction = TransactionClient<PrismaClient>;

/** What a service works with: who asks, and the database as they may see it. One per request. */
export interface Scope {
  readonly actor: Identity;
  /** The caller's tenant; every tenant for a SUPERADMIN who has entered none. */
  readonly db: Db;
  /** The platform's role. @throws AppError FORBIDDEN for everybody but a SUPERADMIN */
  readonly platform: Db;
  readonly load: Loaders;
  /** Every service of the platform, by name. */
  readonly services: readonly string[];
  /** Live rows of one kind per tenant, counted in the service's own table; the tenant is '' for platform tables. */
  countLive(service: string, entity: string): Promise<readonly { tenantId: string; rows: number }[]>;
}
