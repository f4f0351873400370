import { parse, type FieldNode } from 'graphql';
import type { Tape } from './tape.ts';

const BITS = [
  '__schema { queryType { name } mutationType { name kind } }',
  '__type(name: "Query") { kind name fields { name args { name defaultValue } type { kind name ofType { name } } } }',
  '__type(name: "Product") { __typename k: kind fields(includeDeprecated: true) { name } interfaces { name } }',
  '__type(name: "Media") { name possibleTypes { name } }',
  '__type(name: "Kind") { enumValues { name isDeprecated } }',
  '__type(name: "Draft") { name }',
  '__type(name: "EchoInput") { inputFields { name defaultValue type { name } } }',
  '__schema { types { name } directives { name locations args { name } } }',
];

/** A root field that asks for the schema itself. */
export function pickIntrospection(tape: Tape): FieldNode {
  const [definition] = parse(`{ ${tape.pick(BITS)} }`, { noLocation: true }).definitions;
  const field = definition?.kind === 'OperationDefinition' ? definition.selectionSet.selections[0] : undefined;
  if (field?.kind !== 'Field') throw new Error('No field.');
  return field;
}
