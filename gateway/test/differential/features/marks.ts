import { parse, type ConstDirectiveNode, type DefinitionNode, type FieldDefinitionNode } from 'graphql';
import type { Graph } from '../graph.ts';

/**
 * Where a graph's subgraphs use a directive: `subgraph/Type`, `subgraph/Type.field` and, for values of enums,
 * `subgraph/Type.VALUE`. A type's directive holds for its fields.
 */
export type Marks = ReadonlyMap<string, ReadonlySet<string>>;

export function readMarks(graph: Graph): Marks {
  const marks = new Map<string, Set<string>>();
  for (const { name, typeDefs } of graph.subgraphs) {
    for (const definition of parse(typeDefs, { noLocation: true }).definitions) addMarks(marks, name, definition);
  }
  return marks;
}

function addMarks(marks: Map<string, Set<string>>, subgraph: string, definition: DefinitionNode): void {
  if (!('name' in definition) || !definition.name) return;
  const type = `${subgraph}/${definition.name.value}`;
  const ofType = namesOf('directives' in definition ? definition.directives : []);
  add(marks, type, ofType);
  const parts = definition.kind === 'EnumTypeDefinition' ? definition.values : 'fields' in definition ? definition.fields : [];
  for (const part of (parts ?? []) as readonly FieldDefinitionNode[]) {
    add(marks, `${type}.${part.name.value}`, [...ofType, ...namesOf(part.directives)]);
  }
}

function add(marks: Map<string, Set<string>>, place: string, names: readonly string[]): void {
  for (const name of names) marks.set(name, (marks.get(name) ?? new Set()).add(place));
}

/** `@key` by its parts: `@key(fields: "id", resolvable: false)` is also a `@key unresolvable`. */
function namesOf(directives: readonly { readonly name: { readonly value: string } }[] = []): string[] {
  return (directives as readonly ConstDirectiveNode[]).flatMap(({ name: { value: name }, arguments: given = [] }) => {
    const isUnresolvable = given.some((each) => each.name.value === 'resolvable' && each.value.kind === 'BooleanValue');
    return isUnresolvable ? [`@${name}`, `@${name} unresolvable`] : [`@${name}`];
  });
}
