import type { Identity } from '@tessera/identity';
import type { CompanyServiceDefinition, MembershipsDefinition, PromiseClientOf } from '@tessera/rpc';
import type { ScopedDb, TransactionClient } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/auth/client/client.ts';
import type { PasswordHasher } from '../crypto/password-hasher.ts';
import type { SealedBox } from '../crypto/sealed-box.ts';
import type { SigningKeys } from '../crypto/signing-keys.ts';
import type { KeyedQueue } from '../keyed-queue.ts';
import type { Loaders } from '../loaders/index.ts';
import type { Registrar } from './registration/registrar.ts';

export type Db = ScopedDb<PrismaClient>;
export type Tx = TransactionClient<PrismaClient>;
export type MembershipsClient = PromiseClientOf<typeof MembershipsDefinition>;

/** What services work with as long as the process lives. */
export interface Background {
  readonly passwords: PasswordHasher;
  readonly signingKeys: SigningKeys;
  /** For what rests in the database and must not be read there. */
  readonly sealedBox: SealedBox;
  readonly memberships: MembershipsClient;
  readonly company: Pick<PromiseClientOf<typeof CompanyServiceDefinition>, 'findInvitation'>;
  /** One password check, or registration, an account at a time. */
  readonly checks: KeyedQueue;
  readonly registrar: Registrar;
}

/** What every service works with: who asks, from where, and what it may reach. */
export interface Scope extends Background {
  /** Null before a login. */
  readonly identity: Identity | null;
  readonly requestId: string;
  /** The client's address as the gateway saw it. */
  readonly address: string | null;
  readonly userAgent: string | null;
  /** Auth's identity role: users, credentials and sessions of every tenant, because login comes before any tenant. */
  readonly db: Db;
  /** What the caller itself may read, row-level security applied. @throws AppError UNAUTHENTICATED without a caller */
  callerDb(): Db;
  readonly load: Loaders;
}
