import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, operationIn, usedBy, type Fragments } from '../document.ts';

/** Root fields that no subgraph is asked for. */
const META: ReadonlySet<string> = new Set([SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map(({ name }) => name));
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: TypeNameMetaFieldDef.name } };

/**
 * One operation of a document as Apollo's planner plans it rightly:
 * - alone, since the planner reads the fragments of other operations too, and misses the variables of these;
 * - with its root fields in the order in which they run. The planner puts those of a fragment first, of mutations too;
 * - without introspection, which the planner finds at the very top only, and with a field in each selection set, since
 *   it leaves out what asks for nothing, and an object without fields is an object still.
 * @param document with its conditions decided
 * @returns undefined where no subgraph is to be asked
 */
export function plannable(document: DocumentNode, operationName: string | undefined): DocumentNode | undefined {
  const operation = operationIn(document, operationName);
  const fragments = fragmentsOf(document);
  const selections = [...rootFields(operation.selectionSet, fragments, new Set())].filter(({ name }) => !META.has(name.value));
  if (selections.length === 0) return undefined;
  const alone: OperationDefinitionNode = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
  return visit(
    { kind: Kind.DOCUMENT, definitions: [alone, ...usedBy([alone], fragments).fragments] },
    { SelectionSet: (set) => (set.selections.length === 0 ? { ...set, selections: [TYPENAME] } : undefined) },
  );
}

/** As graphql-js collects them: every fragment applies, since the root is an object, and counts once. */
function* rootFields(set: SelectionSetNode, fragments: Fragments, spread: Set<string>): Generator<FieldNode> {
  for (const each of set.selections) {
    if (each.kind === Kind.FIELD) yield each;
    else if (each.kind === Kind.INLINE_FRAGMENT) yield* rootFields(each.selectionSet, fragments, spread);
    else if (!spread.has(each.name.value)) {
      spread.add(each.name.value);
      const fragment = fragments.get(each.name.value);
      if (fragment) yield* rootFields(fragment.selectionSet, fragments, spread);
    }
  }
}
