import { buildSchema, GraphQLError, parse, validate, type GraphQLFormattedError } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Gathered } from '../../../src/engine/contract.ts';
import { operationIn } from '../../../src/engine/document.ts';
import { decideConditions } from '../../../src/engine/program/conditions.ts';
import { compileShape } from '../../../src/engine/shape/compile-shape.ts';

export const STORY_SCHEMA = buildSchema(`
  scalar JSON
  enum Role { PILOT COOK }
  interface Node { id: ID! }
  interface Being implements Node { id: ID! name: String! friends: [Being!] }
  type Hero implements Being & Node {
    id: ID! name: String! friends: [Being!] role: Role ship: Ship! tags: [String!]! grid: [[Int!]]
    age: Int height: Float awake: Boolean notes: JSON strictNotes: JSON! rival: Hero
  }
  type Droid implements Being & Node { id: ID! name: String! friends: [Being!] function: String! battery: Int }
  type Ship implements Node { id: ID! name: String cargo: [Cargo]! }
  union Cargo = Hero | Ship
  type Query { hero(id: ID): Hero being: Being beings: [Being!]! cargo: Cargo node: Node strictHero: Hero! label: String }
  type Mutation { rename(name: String!): Hero! board: Ship }
`);

export interface ShapeCase {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly GraphQLError[];
  readonly explained?: Gathered['explained'];
  readonly required?: Gathered['required'];
  readonly isPlain?: boolean;
}

export interface Shaped {
  readonly data: string;
  /** As clients get them. */
  readonly errors: readonly GraphQLFormattedError[];
}

/** Shapes what was gathered for a valid query over the story's schema. */
export function shape(query: string, data: Gathered['data'], options: ShapeCase = {}): Shaped {
  return shaper(query)(data, options);
}

/** The same for a query that is compiled once. */
export function shaper(query: string): (data: Gathered['data'], options?: ShapeCase) => Shaped {
  const document = parse(query);
  const [fault] = validate(STORY_SCHEMA, document);
  if (fault) throw fault;
  const definitions = operationIn(document, undefined).variableDefinitions ?? [];
  return (data, { variables = {}, errors: gathered = [], explained, required, isPlain } = {}) => {
    const { coerced, errors } = getVariableValues(STORY_SCHEMA, definitions, variables);
    if (!coerced) throw errors[0];
    const decided = decideConditions(document, coerced);
    const compiled = compileShape(STORY_SCHEMA, decided, operationIn(decided, undefined));
    const answer = compiled.write({ data, errors: gathered, explained, required, isPlain }, coerced);
    return { data: answer.data, errors: answer.errors.map((error) => error.toJSON()) };
  };
}

/** What a subgraph that is down leaves behind. */
export function outage(path?: readonly (string | number)[]): GraphQLError {
  return new GraphQLError('The service ships cannot be reached just now.', {
    path,
    extensions: { code: 'UNAVAILABLE', service: 'ships' },
  });
}
