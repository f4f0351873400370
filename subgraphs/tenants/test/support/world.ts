import { isAppError } from '@tessera/errors';
import type { Identity, Role } from '@tessera/identity';
import { createPlanLimits, type PlanLimits } from '@tessera/subgraph';
import { openDatabase, type Database } from '@tessera/tenancy';
import { createTestDatabase, createTestPlans, type TestDatabase, type TestPlans } from '@tessera/testkit';
import type { ClientConfig } from 'pg';
import { v7, validate } from 'uuid';
import {
  PrismaClient,
  type Membership,
  type MembershipRole,
  type Tenant,
} from '../../../../prisma/tenants/client/client.ts';
import { createLoaders } from '../../src/loaders/index.ts';
import { addMember } from '../../src/services/add-member.ts';
import { createTenant, type NewTenant } from '../../src/services/create-tenant.ts';
import type { Prepare } from '../../src/services/provisioning/attempt-run.ts';
import { createProvisioner, type Provisioner } from '../../src/services/provisioning/provisioner.ts';
import type { Db, KnownUser, Scope } from '../../src/services/scope.ts';

/** Tenants' services on a real database of their own; the other services are functions in memory. */
export interface TenantsWorld {
  readonly database: Database<PrismaClient>;
  readonly sql: TestDatabase['sql'];
  readonly platform: Db;
  /** The platform's role, with a tenant in its session if it is one's id. */
  acrossTenants(tenantId: string): Db;
  /** What billing would say. */
  readonly plans: TestPlans;
  /** New each time, as each request's are: nothing is remembered from before a plan was given. */
  readonly limits: PlanLimits;
  /** To listen with, as the trust feed does. */
  readonly connection: ClientConfig;
  /** What `Provisioning.Prepare` does, by service; a service that is not in it is ready at once. */
  readonly services: Map<string, Prepare>;
  /** Which service was asked for which tenant, in order. */
  readonly asked: string[];
  /** Errors that background work has reported. */
  readonly faults: unknown[];
  /** Another process over the same database. It stops with the world. */
  provisioner(options?: { services?: readonly string[]; patienceMs?: number; pollMs?: number }): Provisioner;
  /** A request by this caller. */
  scope(identity: Identity, provisioner?: Provisioner): Scope;
  superadmin(tenantId?: string | null, provisioner?: Provisioner): Scope;
  /** A user with an account in auth. */
  addUser(): KnownUser;
  /** An active tenant, with one member of each role given. */
  addTenant(input?: Partial<NewTenant>, roles?: readonly MembershipRole[]): Promise<TestTenant>;
  close(): Promise<void>;
}

export interface TestTenant {
  readonly tenant: Tenant;
  /** A request by the n-th member (0 when left out) of a role. */
  as(role: MembershipRole, index?: number): Scope;
  membershipId(role: MembershipRole, index?: number): string;
}

export const SERVICES = ['auth', 'crm', 'tenants'];

export function identityOf(userId: string, role: Role, tenantId: string | null): Identity {
  return { userId, sessionId: v7(), tenantId, role };
}

export function newTenant(input: Partial<NewTenant> = {}): NewTenant {
  const slug = `t-${v7()}`;
  return { name: 'Nordwind', slug, companyName: 'Nordwind GmbH', contactEmail: 'office@nordwind.example', ...input };
}

export async function openTenantsWorld(): Promise<TenantsWorld> {
  const clone = await createTestDatabase('tenants');
  const database = openDatabase({ address: clone.address, passwords: clone.passwords, PrismaClient });
  const platform = database.platform({ userId: null, requestId: 'test' });
  const services = new Map<string, Prepare>();
  const asked: string[] = [];
  const faults: unknown[] = [];
  const users = new Map<string, KnownUser>();
  const provisioners: Provisioner[] = [];

  const prepare: Prepare = async (service, tenant) => {
    asked.push(`${service} ${tenant.slug}`);
    return services.get(service)?.(service, tenant) ?? `${service} is ready.`;
  };
  const provisioner: TenantsWorld['provisioner'] = (options = {}) => {
    const made = createProvisioner({
      db: platform,
      services: SERVICES,
      prepare,
      onError: (error) => faults.push(error),
      ...options,
    });
    provisioners.push(made);
    return made;
  };
  const usual = provisioner();
  const plans = createTestPlans();

  const scope: TenantsWorld['scope'] = (actor, own = usual) => {
    const requestId = `request-${v7()}`;
    const db = database.forIdentity(actor, requestId, null);
    const reached = actor.role === 'SUPERADMIN' ? database.platform({ userId: actor.userId, requestId }) : db;
    return {
      actor,
      db,
      reached,
      get platform() {
        if (actor.role !== 'SUPERADMIN') throw new Error('A test reached for the platform role.');
        return reached;
      },
      load: createLoaders(db, reached),
      limits: createPlanLimits(plans.ask),
      provisioner: own,
      findUserByEmail: async (email) => users.get(email) ?? null,
    };
  };
  const rootId = v7();
  const superadmin: TenantsWorld['superadmin'] = (tenantId = null, own) =>
    scope(identityOf(rootId, 'SUPERADMIN', tenantId), own);
  const addUser = () => {
    const user = { id: v7(), email: `${v7()}@people.example` };
    users.set(user.email, user);
    return user;
  };

  const { host, port, database: name, rolePrefix = name } = clone.address;
  return {
    database,
    sql: clone.sql,
    platform,
    acrossTenants: (tenantId) => database.platform({ userId: null, requestId: 'test', ...(validate(tenantId) && { tenantId }) }),
    connection: { host, port, database: name, user: `${rolePrefix}_tail`, password: clone.passwords.tail },
    plans,
    get limits() {
      return createPlanLimits(plans.ask);
    },
    services,
    asked,
    faults,
    provisioner,
    scope,
    superadmin,
    addUser,
    async addTenant(input, roles = ['OWNER']) {
      const tenant = await createTenant(superadmin(), newTenant(input));
      const members: Membership[] = [];
      for (const role of roles) {
        members.push(await addMember(superadmin(tenant.id), addUser().email, role));
      }
      const find = (role: MembershipRole, index = 0) => members.filter((member) => member.role === role)[index]!;
      return {
        tenant,
        as: (role, index) => scope(identityOf(find(role, index).userId, role, tenant.id)),
        membershipId: (role, index) => find(role, index).id,
      };
    },
    async close() {
      await Promise.all(provisioners.map((each) => each.stop()));
      await database.close();
      await clone.drop();
    },
  };
}

/** How a call ended: OK, the code of its refusal, or what else it threw. */
export function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  );
}
