import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  validate,
  type GraphQLError,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { operationIn } from '../../src/engine/document.ts';
import { decideConditions } from '../../src/engine/program/conditions.ts';
import { compileShape } from '../../src/engine/shape/compile-shape.ts';
import { chance, draws, type Draw } from './support/draw.ts';
import { answerOver } from './support/random-data.ts';
import { randomOperation } from './support/random-operation.ts';

const RUNS = 600;
const SCHEMA = buildSchema(`
  scalar JSON
  enum Colour { RED GREEN }
  interface Node { id: ID! near: Node }
  interface Named implements Node { id: ID! near: Node name: String! peers: [Named!] }
  type City implements Named & Node {
    id: ID! near: Node name: String! peers: [Named!] colour: Colour! grid: [[Int!]!]! rows: [[City]!] mayor: Person! any: Thing
  }
  type Person implements Named & Node {
    id: ID! near: Node name: String! peers: [Named!] height: Float! alive: Boolean notes: JSON! home: City things: [Thing]!
  }
  type Pet implements Node { id: ID! near: Node colour: Colour! owner: Person alive: Boolean nicknames: [String!]! count: Int }
  union Thing = City | Person | Pet
  type Query { node: Node named: Named! city: City any: Thing things: [Thing]! matrix: [[[Node!]]!] strict: Person! count: Int }
  type Mutation { home: City owner: Person strict: Person! }
`);
/** Operations need not use everything that they define to be executed. */
const RULES = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule);

it('answers random operations over random data as graphql-js does', () => {
  fc.assert(
    fc.property(draws, (draw) => agree(draw)),
    { numRuns: RUNS, seed: 20 },
  );
});

function agree(draw: Draw): void {
  const source = randomOperation(SCHEMA, draw);
  const document = parse(source);
  expect(validate(SCHEMA, document, RULES)).toEqual([]);
  const given = chance(draw, 2) ? { v0: chance(draw, 2), v1: chance(draw, 2) } : {};
  const { coerced = {} } = getVariableValues(SCHEMA, operationIn(document, undefined).variableDefinitions ?? [], given);
  const { expected, gathered } = answerOver(SCHEMA, document, coerced, draw);
  const decided = decideConditions(document, coerced);
  const answer = compileShape(SCHEMA, decided, operationIn(decided, undefined)).write(gathered, coerced);
  expect(answer.data).toBe(JSON.stringify(expected.data));
  expect(placesOf(answer.errors)).toEqual(placesOf(expected.errors ?? []));
}

/** Paths and locations, in no order. */
function placesOf(errors: readonly GraphQLError[]): string[] {
  return errors.map(({ path, locations }) => JSON.stringify([path, locations])).sort();
}
