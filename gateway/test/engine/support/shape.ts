import { buildSchema, getOperationAST, GraphQLError, parse, validate, type GraphQLSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { compileShape } from '../../../src/engine/shape/compile-shape.ts';

export const STORY_SCHEMA = buildSchema(`
  scalar JSON
  enum Role { PILOT COOK }
  interface Node { id: ID! }
  interface Being implements Node { id: ID! name: String! friends: [Being!] }
  type Hero implements Being & Node {
    id: ID! name: String! role: Role friends: [Being!] ship: Ship! rival: Hero strictRival: Hero!
    tags: [String!]! grid: [[Int!]]! age: Int height: Float awake: Boolean notes: JSON strictNotes: JSON!
  }
  type Droid implements Being & Node { id: ID! name: String! friends: [Being!] function: String! }
  type Ship implements Node { id: ID! name: String cargo: [Cargo]! }
  union Cargo = Hero | Ship
  type Query { hero(id: ID): Hero strictHero: Hero! being: Being cargo: Cargo node: Node nodes: [Node] toString: String }
  type Mutation { rename(name: String!): Hero! board: Ship }
`);

export interface ShapeCase {
  readonly schema?: GraphQLSchema;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly GraphQLError[];
}

/** Shapes what was gathered for a valid query; errors as clients get them, without what is undefined. */
export function shape(query: string, data: Record<string, unknown>, options: ShapeCase = {}) {
  const schema = options.schema ?? STORY_SCHEMA;
  const document = parse(query);
  const faults = validate(schema, document);
  if (faults[0]) throw faults[0];
  const operation = getOperationAST(document);
  if (!operation) throw new Error('There is no operation.');
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], options.variables ?? {});
  if (!coerced) throw errors[0];
  const answer = compileShape(schema, document, operation).write({ data, errors: options.errors ?? [] }, coerced);
  return { data: answer.data, errors: answer.errors.map((error) => error.toJSON()) };
}

export function gatheredError(path: readonly (string | number)[] | undefined, message = 'It broke.') {
  return new GraphQLError(message, { path, extensions: { code: 'UNAVAILABLE', service: 'ships' } });
}
