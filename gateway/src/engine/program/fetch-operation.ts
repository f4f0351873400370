import type { FetchNode } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type OperationDefinitionNode,
} from 'graphql';
import { selectedBy, type Selected } from './selected.ts';

/** The text of a fetch, taken apart so that several can travel as one. */
export interface FetchOperation {
  /** What the fetch brings of each entity, or at the root. */
  readonly selected: Selected;
  /** `{...}`: the selection on an entity, or on the root type. */
  readonly selection: string;
  readonly fragments: ReadonlyMap<string, string>;
  /** The client's variables that it uses, by name, with their types. Without the representations. */
  readonly variables: ReadonlyMap<string, string>;
  /** Directives of the operation, which the planner takes over from the client's. */
  readonly directives: string;
  /** The whole but the operation's name: fetches that are equal in it ask the same. */
  readonly identity: string;
}

/** Reads the text that the planner made for a fetch. */
export function readFetchOperation(fetch: FetchNode): FetchOperation {
  const document = parse(fetch.operation, { noLocation: true });
  const operation = operationOf(document);
  const set = fetch.requires ? entitiesField(operation).selectionSet : operation.selectionSet;
  if (!set) throw new Error(`The planner made a fetch from ${fetch.serviceName} that selects nothing.`);
  const variables = new Map(
    (operation.variableDefinitions ?? []).map((each) => [each.variable.name.value, compact(each)] as const),
  );
  if (fetch.requires) variables.delete('representations');
  const parts = {
    selection: compact(set),
    fragments: fragmentsOf(document),
    variables,
    directives: (operation.directives ?? []).map(compact).join(''),
  };
  return {
    ...parts,
    selected: selectedBy(set, document, fetch.outputRewrites ?? []),
    identity: JSON.stringify([...Object.values(parts).map(listed), fetch.outputRewrites]),
  };
}

/** The same, with fragments renamed, for the company of an operation that uses the names for others. */
export function withFragmentsRenamed(operation: FetchOperation, suffix: string): FetchOperation {
  const rename = (text: string) => renameFragments(text, suffix);
  const fragments = new Map([...operation.fragments].map(([name, text]) => [name + suffix, rename(text)]));
  return { ...operation, selection: rename(operation.selection), fragments };
}

function renameFragments(text: string, suffix: string): string {
  const renamed = (node: FragmentSpreadNode | FragmentDefinitionNode) => ({
    ...node,
    name: { ...node.name, value: node.name.value + suffix },
  });
  return compact(visit(parse(text, { noLocation: true }), { FragmentSpread: renamed, FragmentDefinition: renamed }));
}

/** The same, with some variables under names of their own, for values that differ within one request. */
export function withVariablesRenamed(
  operation: FetchOperation,
  names: ReadonlySet<string>,
  suffix: string,
): FetchOperation {
  const renamedName = (name: string) => (names.has(name) ? name + suffix : name);
  const rename = (text: string) =>
    compact(
      visit(parse(text, { noLocation: true }), {
        Variable: (node) => ({ ...node, name: { ...node.name, value: renamedName(node.name.value) } }),
      }),
    );
  const apart = withFragmentsRenamed(operation, suffix);
  return {
    ...apart,
    selection: rename(apart.selection),
    fragments: new Map([...apart.fragments].map(([name, text]) => [name, rename(text)])),
    variables: new Map(
      [...apart.variables].map(([name, text]) => [renamedName(name), text.replace(`$${name}:`, `$${renamedName(name)}:`)]),
    ),
  };
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('The planner made a fetch without an operation.');
  return operation;
}

function entitiesField(operation: OperationDefinitionNode): FieldNode {
  const [field] = operation.selectionSet.selections;
  if (field?.kind !== Kind.FIELD) throw new Error('The planner made a fetch of entities that does not ask for them.');
  return field;
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, string> {
  const fragments = new Map<string, string>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, compact(each));
  }
  return fragments;
}

function listed(part: string | ReadonlyMap<string, string>): unknown {
  return typeof part === 'string' ? part : [...part];
}

function compact(node: ASTNode): string {
  return stripIgnoredCharacters(print(node));
}
