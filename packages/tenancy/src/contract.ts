import type { Identity } from '@tessera/identity';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Pool } from 'pg';

/**
 * Which rows of an owned table a caller reaches: all of the tenant's, those it owns or was granted, or only those it
 * was granted. Null in a context reaches none.
 */
export type RowScope = 'all' | 'own' | 'granted';

/** Who acts, and in which tenant. `userId` is null when the service itself acts. */
export interface TenantContext {
  readonly tenantId: string;
  readonly userId: string | null;
  readonly rowScope: RowScope | null;
  readonly requestId: string;
  /** Why a SUPERADMIN acts in this tenant. */
  readonly actReason?: string;
}

/** Who acts across tenants. A `tenantId` is recorded only; the platform role's policies do not look at it. */
export interface PlatformContext {
  readonly userId: string | null;
  readonly requestId: string;
  readonly tenantId?: string;
  readonly actReason?: string;
}

/** A Prisma client inside a transaction: without the methods that would leave it. */
export type TransactionClient<Client> = Omit<
  Client,
  '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'
>;

export interface TransactionOptions {
  readonly isolationLevel?: 'ReadCommitted' | 'RepeatableRead' | 'Serializable';
  /** How long the work may take before it is rolled back, in milliseconds; 5000 when left out. */
  readonly timeoutMs?: number;
  /** How often the whole work is run again after a write conflict or a deadlock; 0 when left out. */
  readonly retry?: number;
}

/** A statement's text with $1, $2, ... and what stands there: Prisma.sql`...` is one. */
export interface SqlStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A database as one caller may see it. Make one per request; it costs nothing. */
export interface ScopedDb<Client> {
  /** Null for the platform role without a tenant. */
  readonly tenantId: string | null;
  /** Each statement of `work` is a transaction of its own, scoped, in one round trip. */
  query<T>(work: (prisma: Client) => PromiseLike<T>): Promise<T>;
  /** One scoped transaction round `work`; rolled back when it throws. */
  transaction<T>(work: (tx: TransactionClient<Client>) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** One scoped statement in plain SQL, past Prisma: for hot reads and counts. Values go as $1, $2, ... */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * The same for rows that otherwise come from Prisma's models: a bigint is a BigInt, a date and a timestamp are Dates
   * in UTC, a numeric is text. A third of `$queryRaw`'s cost.
   */
  rows<Row extends object>(statement: SqlStatement): Promise<Row[]>;
}

/** One service's database. */
export interface Database<Client> {
  /** The application role, bound to a tenant. @throws when the tenant id is not a UUID */
  tenant(context: TenantContext): ScopedDb<Client>;
  /** The platform role: reads every tenant, changes only what migrations granted to it. */
  platform(context: PlatformContext): ScopedDb<Client>;
  /** The caller's own view: its tenant, or the platform for a SUPERADMIN who has entered none. */
  forIdentity(identity: Identity, requestId: string, rowScope: RowScope | null): ScopedDb<Client>;
  /** The pool that reads the event log, and nothing else. */
  tail(): Pool;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** `host` may be the folder of a Unix socket. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Roles are `<rolePrefix>_app` and so on; the database's own name when left out (a cloned test database differs). */
  readonly rolePrefix?: string;
}

export interface DatabasePasswords {
  readonly app: string;
  readonly platform: string;
  readonly tail: string;
}

export interface DatabaseOptions<Client> {
  readonly address: DatabaseAddress;
  readonly passwords: DatabasePasswords;
  /** The class that Prisma generated for this service's schema. */
  readonly PrismaClient: new (options: { adapter: SqlDriverAdapterFactory }) => Client;
  /** Most connections of the application role, 4 when left out. */
  readonly poolSize?: number;
  /** Most connections of the platform role, 2 when left out; the tail's pool has 2 always. */
  readonly platformPoolSize?: number;
  /** Told of an idle connection that broke (the pool replaces it). */
  readonly onConnectionError?: (error: Error) => void;
}
