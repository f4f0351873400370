import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AnnouncedTable } from '@tessera/events';
import type { Identity } from '@tessera/identity';
import { buildClientSchema, getIntrospectionQuery, isLeafType, isObjectType, isUnionType, getNamedType, type GraphQLSchema } from 'graphql';
import {
  demoWorld,
  identityIn,
  listSubgraphNames,
  operationFor,
  startTestSubgraph,
  type RootType,
  type TestSubgraph,
} from '@tessera/testkit';

/** Roles whose requests reach the database; the strongest first. */
const ROLES = ['OWNER', 'MEMBER'] as const;

describe.each(listSubgraphNames())('in %s, a tenant', (name) => {
  let subgraph: TestSubgraph;
  let schema: GraphQLSchema;
  let strangers: Identity[];
  let owner: Identity;
  /** One id of each announced table's rows that belong to the other tenant. */
  let foreign: { readonly entity: string; readonly id: string }[];
  let otherTenant: string;

  beforeAll(async () => {
    subgraph = await startTestSubgraph(name);
    const world = await demoWorld();
    strangers = ROLES.map((role) => identityIn(world, 'acme', role));
    owner = identityIn(world, 'demo001', 'OWNER');
    otherTenant = owner.tenantId!;
    const { data } = await subgraph.send(strangers[0]!, getIntrospectionQuery());
    schema = buildClientSchema(data);
    foreign = await foreignIds(subgraph, otherTenant);
  });
  afterAll(() => subgraph.stop());

  it("gets nothing of another's entities by reference, while that tenant's own OWNER does", async () => {
    const entities = new Set(entityNames(schema));
    for (const { entity, id } of foreign.filter((each) => entities.has(each.entity))) {
      for (const stranger of strangers) {
        expect({ entity, seen: await resolveReference(stranger, entity, id) }).toEqual({ entity, seen: [] });
      }
      expect({ entity, seen: await resolveReference(owner, entity, id) }).not.toEqual({ entity, seen: [] });
    }
  });

  /** The fields, besides the id that was sent, that a reference gives the caller. */
  async function resolveReference(caller: Identity, entity: string, id: string): Promise<string[]> {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${entity} { ${leafFields(schema, entity)} } } }`;
    const { data } = await subgraph.send(caller, query, { r: [{ __typename: entity, id }] });
    const fields = Object.entries((data?._entities?.[0] ?? {}) as object);
    return fields.filter(([field, value]) => !['id', '__typename'].includes(field) && value !== null).map(([field]) => field);
  }

  it("answers another's id as it answers an id that does not exist", async () => {
    for (const field of fieldsWithId(schema, 'Query')) {
      for (const { id } of foreign) {
        for (const stranger of strangers) {
          const asked = operationFor(schema, 'Query', field, { id });
          const missing = operationFor(schema, 'Query', field);
          const [one, other] = [await subgraph.send(stranger, asked.query, asked.variables), await subgraph.send(stranger, missing.query, missing.variables)];
          expect({ field, data: one.data, errors: one.errors }).toEqual({ field, data: other.data, errors: other.errors });
        }
      }
    }
  });

  it("sees none of another's rows in any list", async () => {
    for (const field of Object.keys(schema.getQueryType()?.getFields() ?? {})) {
      for (const stranger of strangers) {
        const seen = JSON.stringify(await subgraph.send(stranger, listQuery(schema, field)));
        expect({ field, seen: foreign.filter(({ id }) => seen.includes(id)) }).toEqual({ field, seen: [] });
      }
    }
  });

  it("changes, moves and links none of another's rows, whatever mutation it sends with their ids", async () => {
    const before = await rowsOf(subgraph, otherTenant);
    for (const field of Object.keys(schema.getMutationType()?.getFields() ?? {})) {
      for (const { id } of foreign) {
        for (const stranger of strangers) {
          const { query, variables } = operationFor(schema, 'Mutation', field);
          await subgraph.send(stranger, query, withIds(variables, id) as Record<string, unknown>);
        }
      }
    }
    expect(await rowsOf(subgraph, otherTenant)).toEqual(before);
    const own = JSON.stringify(await rowsOf(subgraph, strangers[0]!.tenantId!));
    expect(foreign.filter(({ id }) => own.includes(id))).toEqual([]);
  }, 180_000);

  it('has a resolver behind every key that it says others may resolve', async () => {
    for (const entity of entityNames(schema)) {
      const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
      const { errors } = await subgraph.send(strangers[0]!, query, { r: [{ __typename: entity, id: strangers[0]!.tenantId }] });
      const faults = errors.filter((error) => error.extensions.code === 'INTERNAL_SERVER_ERROR');
      expect({ entity, faults }).toEqual({ entity, faults: [] });
    }
  });
});

/** The types that the subgraph resolves by reference. */
function entityNames(schema: GraphQLSchema): string[] {
  const union = schema.getType('_Entity');
  return isUnionType(union) ? union.getTypes().map((type) => type.name) : [];
}

/** A list of the service's own ids of the tenant: users are global, so they are left out. */
async function foreignIds(subgraph: TestSubgraph, tenantId: string) {
  const tables = Object.entries(subgraph.definition.events as Record<string, AnnouncedTable>);
  const found = tables.map(async ([table, { entity, tenantColumn = 'tenant_id', idColumn = 'id' }]) => {
    if (tenantColumn === null) return [];
    const rows = await subgraph.database.sql<{ id: string }>(`SELECT ${idColumn}::text AS id FROM ${table} WHERE ${tenantColumn} = $1 LIMIT 2`, [tenantId]);
    return rows.map(({ id }) => ({ entity, id }));
  });
  return (await Promise.all(found)).flat();
}

/** Written by tenants' own provisioner while the test looks, and by no request (the app role may not). */
const BACKGROUND = ['provisioning_runs', 'provisioning_steps', 'tenant_services'];

/** Every row of every table that belongs to the tenant, as text. */
async function rowsOf(subgraph: TestSubgraph, tenantId: string): Promise<Record<string, string>> {
  const tables = await subgraph.database.sql<{ name: string }>(
    `SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const rows: Record<string, string> = {};
  for (const { name } of tables.filter((table) => !BACKGROUND.includes(table.name))) {
    const [found] = await subgraph.database.sql<{ text: string }>(
      `SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') AS text FROM ${name} t WHERE tenant_id = $1`,
      [tenantId],
    );
    rows[name] = found!.text;
  }
  return rows;
}

function fieldsWithId(schema: GraphQLSchema, root: RootType): string[] {
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  const fields = Object.values(type?.getFields() ?? {});
  return fields.filter((field) => !field.name.startsWith('_') && field.args.some((arg) => arg.name === 'id')).map((field) => field.name);
}

function leafFields(schema: GraphQLSchema, name: string): string {
  const type = schema.getType(name);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const plain = fields.filter((field) => isLeafType(getNamedType(field.type)) && field.args.length === 0);
  return ['__typename', ...plain.map((field) => field.name)].join(' ');
}

/** Asks a root field for whatever ids its result can show: its own, or those of its nodes. */
function listQuery(schema: GraphQLSchema, field: string): string {
  const type = getNamedType(schema.getQueryType()!.getFields()[field]!.type);
  const has = (name: string) => isObjectType(type) && name in type.getFields();
  const { query } = operationFor(schema, 'Query', field);
  const nodes = has('nodes') ? nodeSelection(schema, type.name) : has('id') ? '{ id }' : '{ __typename }';
  return query.replace('{ __typename }', nodes);
}

function nodeSelection(schema: GraphQLSchema, connection: string): string {
  const type = schema.getType(connection);
  const node = isObjectType(type) ? getNamedType(type.getFields()['nodes']!.type) : undefined;
  return node ? `{ nodes { ${leafFields(schema, node.name)} } }` : '{ __typename }';
}

/** Puts the id wherever the variables hold a sample id, also inside inputs. */
function withIds(value: unknown, id: string): unknown {
  if (typeof value === 'string') return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? id : value;
  if (Array.isArray(value)) return value.map((each) => withIds(each, id));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withIds(each, id)]));
  return value;
}
