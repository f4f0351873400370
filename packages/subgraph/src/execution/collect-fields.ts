import {
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';

export interface Document {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** The field nodes that are asked of one object type, by response key, in the order in which keys first appear. */
export type FieldGroups = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * CollectFields of the specification (https://spec.graphql.org/October2021/#CollectFields()), for a document that has
 * no `@skip` and no `@include`.
 * @param nodes fields whose selection sets are merged, or the operation itself
 */
export function collectFields(
  document: Document,
  type: GraphQLObjectType,
  nodes: readonly { readonly selectionSet?: { readonly selections: readonly SelectionNode[] } }[],
): FieldGroups {
  const groups = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const group = groups.get(key);
        if (group) group.push(selection);
        else groups.set(key, [selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : unspread(selection.name.value);
      if (fragment && includes(document.schema, fragment.typeCondition?.name.value, type)) {
        collect(fragment.selectionSet.selections);
      }
    }
  };
  const unspread = (name: string): FragmentDefinitionNode | undefined => {
    if (spread.has(name)) return undefined;
    spread.add(name);
    return document.fragments[name];
  };
  for (const node of nodes) collect(node.selectionSet?.selections ?? []);
  return groups;
}

function includes(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditionType = schema.getType(condition);
  return isAbstractType(conditionType) && schema.isSubType(conditionType, type);
}
