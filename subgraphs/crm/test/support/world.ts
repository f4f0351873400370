import { buildSubgraphSchema } from '@apollo/subgraph';
import { isAppError, type ErrorCode } from '@tessera/errors';
import type { Identity, Role } from '@tessera/identity';
import { shieldMiddleware } from '@tessera/permissions';
import { createPlanLimits, sharedScalars, type RequestContext } from '@tessera/subgraph';
import { openDatabase, type Database } from '@tessera/tenancy';
import { createTestDatabase, createTestPlans, REPOSITORY, type TestDatabase, type TestPlans } from '@tessera/testkit';
import { graphql, parse, type GraphQLError } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { PrismaClient } from '../../../../prisma/crm/client/client.ts';
import permissions from '../../contract/permissions.ts';
import { createContext } from '../../src/context.ts';
import { resolvers } from '../../src/resolvers/index.ts';
import { prepareTenant } from '../../src/services/prepare-tenant.ts';
import type { Db } from '../../src/services/scope.ts';

// eslint-disable-next-line typescript/no-explicit-any -- tests look into answers whose shape the document tells
type Row = Record<string, any>;

/** A request's answer: the data, and the codes of what was refused. */
export interface Answer {
  readonly data: Row;
  readonly codes: string[];
  /** The first refusal's message, field and current version. */
  readonly error: { readonly message: string; readonly field?: string; readonly currentVersion?: number } | undefined;
}

export interface Caller {
  readonly userId: string;
  ask(source: string, variables?: object): Promise<Answer>;
  /** The same, for what has to succeed. */
  get(source: string, variables?: object): Promise<Row>;
}

export interface TestTenant {
  readonly id: string;
  /** The n-th member (0 when left out) of a role. */
  as(role: Role, index?: number): Caller;
}

/** The crm's schema, with its permission table, on a database of its own. Other services are functions in memory. */
export interface CrmWorld {
  readonly database: Database<PrismaClient>;
  readonly sql: TestDatabase['sql'];
  readonly plans: TestPlans;
  /** A tenant with a default pipeline, in which every user id that `as` has given is a member. */
  addTenant(): Promise<TestTenant>;
  /** A SUPERADMIN who has entered no tenant. */
  readonly platform: Caller;
  /** How many statements `work` sent to the database. */
  countStatements(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

export async function openCrmWorld(): Promise<CrmWorld> {
  const clone = await createTestDatabase('crm');
  let statements = 0;
  const count = () => (statements += 1);
  const opened = openDatabase({ ...clone, PrismaClient: countingClient(count) });
  const forIdentity = (...caller: Parameters<typeof opened.forIdentity>) =>
    countingDb(opened.forIdentity(...caller), count);
  const database = { ...opened, forIdentity };
  const members = new Map<string, Set<string>>();
  const plans = createTestPlans();
  const limits = createPlanLimits(plans.ask);

  const callerOf = (identity: Identity): Caller => {
    const ask = async (source: string, variables?: object) => {
      const request = { identity, requestId: v7(), database, runtime: { rpcClient: () => memberships(members), limits } };
      const contextValue = createContext(request as unknown as RequestContext<PrismaClient>);
      return answerOf(await graphql({ schema, source, variableValues: { ...variables }, contextValue }));
    };
    const get = async (source: string, variables?: object) => {
      const { data, error } = await ask(source, variables);
      if (error) throw new Error(error.message);
      return data;
    };
    return { userId: identity.userId, ask, get };
  };

  return {
    database,
    sql: clone.sql,
    plans,
    platform: callerOf({ userId: v7(), sessionId: v7(), tenantId: null, role: 'SUPERADMIN' }),
    async addTenant() {
      const tenantId = v7();
      await prepareTenant(database, tenantId);
      const users = new Set<string>();
      members.set(tenantId, users);
      const callers = new Map<string, Caller>();
      const as = (role: Role, index = 0) => {
        const key = `${role} ${index}`;
        const caller = callers.get(key) ?? callerOf({ userId: v7(), sessionId: v7(), tenantId, role });
        callers.set(key, caller);
        if (role !== 'SUPERADMIN') users.add(caller.userId);
        return caller;
      };
      return { id: tenantId, as };
    },
    async countStatements(work) {
      const before = statements;
      await work();
      return statements - before;
    },
    async close() {
      await database.close();
      await clone.drop();
    },
  };
}

const schema = applyMiddleware(
  buildSubgraphSchema({
    typeDefs: parse(readFileSync(join(REPOSITORY, 'subgraphs/crm/contract/schema.graphql'), 'utf8')),
    resolvers: { DateTime: sharedScalars.DateTime, ...resolvers } as never,
  }),
  shieldMiddleware(permissions),
);

function countingClient(count: () => void): typeof PrismaClient {
  return class extends PrismaClient {
    constructor(options: ConstructorParameters<typeof PrismaClient>[0]) {
      super({ ...options, log: [{ emit: 'event', level: 'query' }] });
      (this as unknown as PrismaClient<'query'>).$on('query', count);
    }
  } as typeof PrismaClient;
}

/** Lists are read past Prisma. */
function countingDb(db: Db, count: () => void): Db {
  return {
    ...db,
    rows: (statement) => {
      count();
      return db.rows(statement);
    },
  };
}

/** What tenants serves, as far as the crm asks. */
const memberships = (members: ReadonlyMap<string, ReadonlySet<string>>) => ({
  filterMembers: async ({ tenantId, userIds }: { tenantId: string; userIds: string[] }) => ({
    userIds: userIds.filter((id) => members.get(tenantId)?.has(id)),
  }),
});

function answerOf({ data, errors = [] }: { data?: unknown; errors?: readonly GraphQLError[] }): Answer {
  const refusals = errors.map((error) => (isAppError(error.originalError) ? error.originalError : undefined));
  const codes = refusals.map((refusal): ErrorCode | 'FAULT' => refusal?.code ?? 'FAULT');
  const [first] = errors;
  return { data: data ?? {}, codes, error: first && { message: first.message, ...refusals[0]?.details } };
}
