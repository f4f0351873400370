import {
  getOperationAST,
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** @throws Error where there is none, which is a mistake of the caller's */
export function operationIn(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error('The document does not hold the operation.');
  return operation;
}

/** A document's fragments by name. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/** The names of variables and the fragments that nodes ask for, directly or by a fragment. */
export function usedBy(nodes: readonly ASTNode[], defined: Fragments) {
  const variables = new Set<string>();
  const fragments = new Set<FragmentDefinitionNode>();
  const pending = [...nodes];
  for (let node = pending.pop(); node; node = pending.pop()) {
    visit(node, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread({ name }) {
        const fragment = defined.get(name.value);
        if (!fragment || fragments.has(fragment)) return;
        fragments.add(fragment);
        pending.push(fragment);
      },
    });
  }
  return { variables, fragments };
}
