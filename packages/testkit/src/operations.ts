import { randomUUID } from 'node:crypto';
import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import type { TestClient } from './client.ts';

export type RootType = 'Query' | 'Mutation';

/** A document with its variables, ready to send. */
export interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** The schema as clients see it, asked from the endpoint itself. */
export async function introspect(client: TestClient): Promise<GraphQLSchema> {
  return buildClientSchema(await client.ask<IntrospectionQuery>(getIntrospectionQuery({ inputValueDeprecation: true })));
}

/**
 * The smallest operation that asks one root field: required arguments filled with well-formed values that name nothing
 * (`given` overrides them), and `__typename` for a result that is an object.
 */
export function operationFor(
  schema: GraphQLSchema,
  root: RootType,
  name: string,
  given: Readonly<Record<string, unknown>> = {},
): Operation {
  const field = schema.getType(root) && (root === 'Query' ? schema.getQueryType() : schema.getMutationType())?.getFields()[name];
  if (!field) throw new Error(`The schema has no ${root}.${name}.`);
  const args = field.args.filter((arg) => isNonNullType(arg.type) || arg.name in given);
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  const variables = Object.fromEntries(args.map((arg) => [arg.name, given[arg.name] ?? sample(arg.type)]));
  const head = declared ? `(${declared})` : '';
  return { query: `${root.toLowerCase()} ${head} { ${name}${passed ? `(${passed})` : ''}${selection} }`, variables };
}

/** A value that the type accepts. Ids are random, so they name nothing. */
function sample(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sample(type.ofType);
  if (isListType(type)) return [sample(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) && field.defaultValue === undefined);
    return Object.fromEntries(required.map((field) => [field.name, sampleNamed(field.name, field.type)]));
  }
  return { ID: randomUUID(), Int: 1, Float: 1, SafeInt: 1, Boolean: true, DateTime: '2026-01-01T00:00:00Z', Date: '2026-01-01' }[type.name] ?? 'sample';
}

function sampleNamed(name: string, type: GraphQLInputType): unknown {
  const known: Readonly<Record<string, unknown>> = { email: `${randomUUID()}@example.com`, currency: 'EUR', country: 'DE' };
  return known[name] ?? sample(type);
}
