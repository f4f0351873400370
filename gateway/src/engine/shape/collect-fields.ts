import {
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLUnionType,
  type InlineFragmentNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from '../document.ts';

/** What an object turned out to be: an interface where an `@interfaceObject` subgraph has told no more than that. */
export type RuntimeType = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType;
/** Response names in the order of the answer, each with the nodes that ask for it. */
export type CollectedFields = Map<string, [FieldNode, ...FieldNode[]]>;

/** What a document's selections refer to. The document has no conditions any more. */
export interface Selections {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** Response names in what was gathered, where they are not the client's. */
  readonly keys: ReadonlyMap<FieldNode, string>;
}

/**
 * CollectFields of the specification (6.3.2), over one or more selection sets that are merged. Without a runtime type
 * every type condition holds: for what is asked below a value that is not known.
 */
export function collectFields(
  selections: Selections,
  runtimeType: RuntimeType | undefined,
  sets: Iterable<SelectionSetNode>,
): CollectedFields {
  const fields: CollectedFields = new Map();
  const spread = new Set<string>();
  for (const set of sets) collectInto(fields, set);
  return fields;

  function collectInto(into: CollectedFields, set: SelectionSetNode): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const nodes = into.get(name);
        if (nodes) nodes.push(selection);
        else into.set(name, [selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : firstSpread(selection.name.value);
      if (fragment && applies(selections.schema, fragment, runtimeType)) collectInto(into, fragment.selectionSet);
    }
  }

  /** A fragment counts once in a selection set, at its first place. */
  function firstSpread(name: string): FragmentDefinitionNode | undefined {
    if (spread.has(name)) return undefined;
    spread.add(name);
    return selections.fragments.get(name);
  }
}

function applies(
  schema: GraphQLSchema,
  { typeCondition }: InlineFragmentNode | FragmentDefinitionNode,
  runtimeType: RuntimeType | undefined,
): boolean {
  if (!typeCondition || !runtimeType || typeCondition.name.value === runtimeType.name) return true;
  const type = schema.getType(typeCondition.name.value);
  return isAbstractType(type) && !isUnion(runtimeType) && schema.isSubType(type, runtimeType);
}

function isUnion(type: RuntimeType): type is GraphQLUnionType {
  return 'getTypes' in type;
}
