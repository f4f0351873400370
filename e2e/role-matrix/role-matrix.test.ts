import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import {
  REPOSITORY,
  codes,
  createTestClient,
  introspect,
  operationFor,
  startTessera,
  type AccessExpectations,
  type ExpectedAccess,
  type RootType,
  type TestClient,
  type TestTessera,
} from '@tessera/testkit';

interface Caller {
  readonly name: string;
  readonly role: string | null;
  /** A SUPERADMIN within a tenant. */
  readonly entered?: boolean;
  connect(): Promise<TestClient>;
}

let tessera: TestTessera;
let schema: GraphQLSchema;
const connected = new Map<string, Promise<TestClient>>();

beforeAll(async () => {
  tessera = await startTessera();
  schema = await introspect(tessera.anonymous);
});
afterAll(() => tessera.stop());

const member = (tenant: string | null, role: string): Caller => ({
  name: role,
  role,
  connect: () => tessera.login(tessera.account(tenant, role)),
});
const CALLERS: readonly Caller[] = [
  { name: 'nobody', role: null, connect: async () => tessera.anonymous },
  member(null, 'SUPERADMIN'),
  { name: 'SUPERADMIN in a tenant', role: 'SUPERADMIN', entered: true, connect: enter },
  member('demo001', 'OWNER'),
  member('demo001', 'ADMIN'),
  member('demo001', 'MEMBER'),
  member('acme', 'VIEWER'),
  member('acme', 'AUDITOR'),
];

async function enter(): Promise<TestClient> {
  const superadmin = await tessera.login(tessera.account(null, 'SUPERADMIN'));
  const { tenants } = await superadmin.ask('{ tenants { nodes { id slug } } }');
  const { id } = tenants.nodes.find((tenant: { slug: string }) => tenant.slug === 'acme');
  const mutation = 'mutation ($id: ID!) { enterTenant(tenantId: $id, reason: "role matrix") { accessToken } }';
  const { enterTenant } = await superadmin.ask(mutation, { id });
  return createTestClient(tessera.endpoint, enterTenant.accessToken);
}

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN', 'ENTITLEMENT_REQUIRED'];
const expectations = loadExpectations();

describe('the access table', () => {
  it('names every root field, and no other', () => {
    const fields = (['Query', 'Mutation'] as const).flatMap((root) => {
      const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
      return Object.keys(type?.getFields() ?? {}).map((name) => `${root}.${name}`);
    });
    expect(Object.keys(expectations).toSorted()).toEqual(fields.toSorted());
  });
});

describe.each(CALLERS.map((caller) => [caller.name, caller] as const))('%s', (_name, caller) => {
  it.each(Object.entries(expectations))('%s', async (coordinate, expected) => {
    const [root, name] = coordinate.split('.') as [RootType, string];
    const client = await connection(caller, expected);
    const before = await tessera.fetches();
    const { query, variables } = operationFor(schema, root, name, expected.args);
    const answer = await client.send(query, variables);
    const refusals = codes(answer).filter((code) => REFUSALS.includes(code) && !expected.answers?.includes(code));

    if (mayAsk(caller, expected)) return expect({ refusals, errors: refusals.length > 0 ? answer.errors : [] }).toEqual({ refusals: [], errors: [] });
    expect(codes(answer)).toEqual([caller.role ? 'FORBIDDEN' : 'UNAUTHENTICATED']);
    expect(answer.status).toBe(caller.role ? 403 : 401);
    expect(await tessera.fetches()).toEqual(before);
  });
});

describe('an API key of an OWNER', () => {
  const byKey = Object.entries(expectations).filter(([, { scope }]) => scope !== undefined);
  const keys = new Map<string, Promise<TestClient>>();

  it.each(byKey)('%s', async (coordinate, { scope, args, answers }) => {
    const [root, name] = coordinate.split('.') as [RootType, string];
    const { query, variables } = operationFor(schema, root, name, args);
    const all = await allScopes();
    if (scope) {
      const admitted = await keyOf(scope === '*' ? all.slice(0, 1) : [scope]);
      const given = codes(await admitted.send(query, variables));
      expect(given.filter((code) => REFUSALS.includes(code) && !answers?.includes(code))).toEqual([]);
    }
    if (scope === '*') return;
    const refused = await keyOf(all.filter((each) => each !== scope));
    const before = await tessera.fetches();
    expect(codes(await refused.send(query, variables))).toEqual(['FORBIDDEN']);
    expect(await tessera.fetches()).toEqual(before);
  });

  const owner = () => tessera.as('demo001', 'OWNER');
  const allScopes = async (): Promise<string[]> => (await (await owner()).ask('{ apiKeyScopes }')).apiKeyScopes;

  function keyOf(scopes: readonly string[]): Promise<TestClient> {
    const known = keys.get(scopes.join()) ?? makeKey(scopes);
    keys.set(scopes.join(), known);
    return known;
  }

  async function makeKey(scopes: readonly string[]): Promise<TestClient> {
    const mutation = 'mutation ($scopes: [String!]!) { createApiKey(name: "Matrix", scopes: $scopes) { secret } }';
    const { secret } = (await (await owner()).ask(mutation, { scopes })).createApiKey;
    return createTestClient(tessera.endpoint, secret);
  }
});

function mayAsk(caller: Caller, expected: ExpectedAccess): boolean {
  if (!caller.role) return expected.anonymous === true;
  if (!expected.roles.some((role) => role === caller.role)) return false;
  return caller.role !== 'SUPERADMIN' || !expected.entered || caller.entered === true;
}

function connection(caller: Caller, expected: ExpectedAccess): Promise<TestClient> {
  if (expected.endsSession) return caller.connect();
  const known = connected.get(caller.name) ?? caller.connect();
  connected.set(caller.name, known);
  return known;
}

function loadExpectations(): AccessExpectations {
  const folders = readdirSync(join(REPOSITORY, 'subgraphs')).map((name) => join(REPOSITORY, 'subgraphs', name, 'test/access.ts'));
  // eslint-disable-next-line typescript/no-require-imports -- cases have to be known before the first promise settles
  const parts = folders.filter((path) => existsSync(path)).map((path) => (require(path) as { access: AccessExpectations }).access);
  return Object.assign({}, ...parts);
}
