import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Finds root fields of subscriptions that are skipped or included by a condition, which may not be
 * (https://spec.graphql.org/September2025/#sec-Single-Root-Field). graphql-js 16 fails in the middle of validating such
 * a document, and Apollo's planner has no plan for it.
 */
export function conditionalSubscriptions({ definitions }: DocumentNode): readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (definition.operation !== OperationTypeNode.SUBSCRIPTION) continue;
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
    collectConditions(definition.selectionSet, fragments, errors);
  }
  return errors;
}

/** @param fragments each is taken out as it is looked into: nothing is known of the document yet, it may have cycles */
function collectConditions(
  { selections }: SelectionSetNode,
  fragments: Map<string, FragmentDefinitionNode>,
  errors: GraphQLError[],
): void {
  for (const selection of selections) {
    const condition = selection.directives?.find(({ name }) => name.value === 'skip' || name.value === 'include');
    if (condition) {
      const message = `The root field of a subscription is asked for always: leave @${condition.name.value} out.`;
      errors.push(new GraphQLError(message, { nodes: [condition] }));
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) collectConditions(selection.selectionSet, fragments, errors);
    if (selection.kind !== Kind.FRAGMENT_SPREAD) continue;
    const fragment = fragments.get(selection.name.value);
    fragments.delete(selection.name.value);
    if (fragment) collectConditions(fragment.selectionSet, fragments, errors);
  }
}
