import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { isAppError } from '@tessera/errors';
import type { Identity, Role } from '@tessera/identity';
import type { Membership } from '@tessera/rpc';
import { openDatabase, type Database } from '@tessera/tenancy';
import { createTestDatabase, type TestDatabase } from '@tessera/testkit';
import { PrismaClient } from '../../../../prisma/auth/client/client.ts';
import { createPasswordHasher, type PasswordHasher } from '../../src/crypto/password-hasher.ts';
import { createSealedBox } from '../../src/crypto/sealed-box.ts';
import { createSigningKeys, type SigningKeys } from '../../src/crypto/signing-keys.ts';
import { authRecordScope } from '../../src/domain/row-scope.ts';
import { createKeyedQueue } from '../../src/keyed-queue.ts';
import { createLoaders } from '../../src/loaders/index.ts';
import { requireCaller } from '../../src/services/require-caller.ts';
import { createRegistrar, type Registrar } from '../../src/services/registration/registrar.ts';
import type { MembershipsClient, Scope } from '../../src/services/scope.ts';
import { createCompanyDirectory, type CompanyDirectory } from './company-directory.ts';

export const PASSWORD = 'tulips under a wide sky';

export interface TestUser {
  readonly id: string;
  readonly email: string;
}

/** Auth's services on a real database of their own; the tenants service is a table in memory. */
export interface AuthWorld {
  readonly database: Database<PrismaClient>;
  readonly sql: TestDatabase['sql'];
  readonly keys: SigningKeys;
  /** How often a password was compared with a hash. */
  readonly comparisons: () => number;
  /** What tenants answers, by user id; a user who is not in it has no membership. */
  readonly memberships: Map<string, Membership[]>;
  readonly tenants: Map<string, string>;
  readonly companies: CompanyDirectory;
  /** Errors that registrations have reported. */
  readonly faults: unknown[];
  /** What completes registrations in another process. It stops with the world. */
  registrar(): Registrar;
  /** Set it, and tenants does not answer. */
  outage: Error | null;
  addUser(email: string, options?: { tenants?: readonly Partial<Membership>[]; admin?: boolean }): Promise<TestUser>;
  /** A request by this caller; null: before a login. Each has loaders and a queue as one process would give it. */
  scope(identity?: Identity | null): Scope;
  /** A request by the same caller at another process, which shares nothing but the database. */
  scopeElsewhere(identity?: Identity | null): Scope;
  events(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function openAuthWorld(): Promise<AuthWorld> {
  const clone = await createTestDatabase('auth');
  const database = openDatabase({ address: clone.address, passwords: clone.passwords, PrismaClient });
  const hasher = countingHasher();
  const systemDb = database.platform({ userId: null, requestId: 'test' });
  const sealedBox = createSealedBox(randomBytes(32).toString('base64url'));
  const keys = createSigningKeys(systemDb, sealedBox);
  const checks = createKeyedQueue();
  const directory = createDirectory();
  const companies = createCompanyDirectory(directory.memberships);
  const faults: unknown[] = [];
  const registrars: Registrar[] = [];
  const registrar = () => {
    const work = { db: systemDb, company: companies.company, onError: (error: unknown) => faults.push(error) };
    const made = createRegistrar(work, 50);
    registrars.push(made);
    return made;
  };
  const usual = registrar();

  const scopeWith = (identity: Identity | null, queue = checks): Scope => {
    const requestId = `request-${v7()}`;
    const db = database.platform({ userId: identity?.userId ?? null, requestId });
    const { company } = companies;
    const background = { passwords: hasher, signingKeys: keys, sealedBox, memberships: directory.client, company };
    return {
      ...background,
      checks: queue,
      registrar: usual,
      identity,
      requestId,
      address: '192.0.2.7',
      userAgent: 'tests',
      db,
      callerDb() {
        const caller = requireCaller({ identity });
        return database.forIdentity(caller, requestId, authRecordScope(caller.role));
      },
      load: createLoaders({ identity, requestId, db, memberships: directory.client }),
    };
  };

  return {
    database,
    sql: clone.sql,
    keys,
    comparisons: hasher.comparisons,
    memberships: directory.memberships,
    tenants: directory.tenants,
    companies,
    faults,
    registrar,
    get outage() {
      return directory.outage;
    },
    set outage(error) {
      directory.outage = error;
    },
    async addUser(email, { tenants = [], admin = false } = {}) {
      const id = v7();
      await clone.sql('INSERT INTO users (id, email) VALUES ($1, $2)', [id, email]);
      const hash = await testHash();
      await clone.sql('INSERT INTO credentials (user_id, password_hash) VALUES ($1, $2)', [id, hash]);
      if (admin) await clone.sql('INSERT INTO platform_admins (user_id) VALUES ($1)', [id]);
      directory.memberships.set(id, tenants.map((tenant) => membership(tenant)));
      return { id, email };
    },
    scope: (identity = null) => scopeWith(identity),
    scopeElsewhere: (identity = null) => scopeWith(identity, createKeyedQueue()),
    events: () => clone.sql('SELECT * FROM auth_events ORDER BY id'),
    async close() {
      await Promise.all(registrars.map((each) => each.stop()));
      await database.close();
      await clone.drop();
    },
  };
}

export function membership(partial: Partial<Membership>): Membership {
  return { tenantId: v7(), tenantSlug: 'acme', role: 'MEMBER', tenantStatus: 'ACTIVE', ...partial };
}

export function identityOf(user: TestUser, role: Role, tenantId: string | null, sessionId = v7()): Identity {
  return { userId: user.id, sessionId, tenantId, role };
}

/** The claims of an access token, unchecked. */
export function claimsOf(accessToken: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
}

/** The identity that the gateway makes of an access token. */
export function identityFrom(accessToken: string): Identity {
  const { sub, sid, tid, role } = claimsOf(accessToken) as { sub: string; sid: string; tid: string | null; role: Role };
  return { userId: sub, sessionId: sid, tenantId: tid, role };
}

let hashed: Promise<string> | undefined;

/** One hash serves all users of a test file: hashing is slow on purpose. */
function testHash(): Promise<string> {
  return (hashed ??= createPasswordHasher().hash(PASSWORD));
}

function countingHasher(): PasswordHasher & { comparisons(): number } {
  const hasher = createPasswordHasher();
  let count = 0;
  return {
    hash: hasher.hash,
    verify(hash, password) {
      count += 1;
      return hasher.verify(hash, password);
    },
    comparisons: () => count,
  };
}

function createDirectory() {
  const memberships = new Map<string, Membership[]>();
  const tenants = new Map<string, string>();
  const directory = { memberships, tenants, outage: null as Error | null };
  const answer = async <T>(value: () => T): Promise<T> => {
    if (directory.outage) throw directory.outage;
    return value();
  };
  const client: MembershipsClient = {
    forUser: ({ userId }) => answer(() => ({ memberships: memberships.get(userId) ?? [] })),
    findTenant: ({ tenantId }) =>
      answer(() => {
        const status = tenants.get(tenantId);
        return status ? { tenantId, slug: 'acme', status, name: 'Acme' } : { tenantId: '', slug: '', status: '', name: '' };
      }),
    filterMembers: ({ tenantId, userIds }) =>
      answer(() => ({
        userIds: userIds.filter((id) => memberships.get(id)?.some((each) => each.tenantId === tenantId)),
      })),
  };
  return Object.assign(directory, { client });
}

/** How a call ended: OK, the code of its refusal, or what else it threw. */
export function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  );
}
