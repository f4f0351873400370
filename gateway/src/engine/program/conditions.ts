import { Kind, visit, type DirectiveNode, type DocumentNode, type SelectionNode } from 'graphql';
import type { Variables } from '../contract.ts';

/** The names of the variables that decide what is skipped or included, anywhere in a document. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (!isCondition(name.value)) return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/**
 * What a valid document asks for under some values of its variables: without what they skip, and without `@skip` and
 * `@include`. Selection sets may be left empty.
 *
 * Apollo's planner plans for all values at once, and so asks wrongly under some: where a field that is left out requires
 * something, nothing that is asked for along with it is answered either (see test/engine/program/conditions.test.ts).
 * @param variables with their defaults
 */
export function decideConditions(document: DocumentNode, variables: Variables): DocumentNode {
  const decide = <Node extends SelectionNode>(node: Node): Node | null | undefined => {
    const { directives = [] } = node;
    if (!directives.some(({ name }) => isCondition(name.value))) return undefined;
    if (!isIncluded(directives, variables)) return null;
    return { ...node, directives: directives.filter(({ name }) => !isCondition(name.value)) };
  };
  return visit(document, { Field: decide, InlineFragment: decide, FragmentSpread: decide });
}

function isCondition(directive: string): boolean {
  return directive === 'skip' || directive === 'include';
}

function isIncluded(directives: readonly DirectiveNode[], variables: Variables): boolean {
  return valueOf(directives, 'skip', variables) !== true && valueOf(directives, 'include', variables) !== false;
}

function valueOf(directives: readonly DirectiveNode[], name: string, variables: Variables): unknown {
  const value = directives.find((directive) => directive.name.value === name)?.arguments?.[0]?.value;
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}
