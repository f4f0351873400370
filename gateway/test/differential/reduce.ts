import { Kind, print, visit, type ASTNode, type DocumentNode, type GraphQLSchema, type SelectionNode } from 'graphql';
import { readOperation } from './generate/operation.ts';
import type { TestOperation } from './operation.ts';
import type { Disagreement, Scenario } from './trial.ts';

/** Runs one operation; undefined where both sides agree. */
type Try = (operation: TestOperation, scenario: Scenario) => Promise<Disagreement | undefined>;

/** A plan takes up to a second each. */
const MAX_TRIALS = 600;

/** The smallest disagreement that taking parts away, one after another, comes to. */
export async function reduce(schema: GraphQLSchema, found: Disagreement, tryAgain: Try): Promise<Disagreement> {
  let smallest = found;
  let trials = 0;
  for (let candidates = smaller(schema, smallest); trials < MAX_TRIALS; trials += 1) {
    const candidate = candidates.next();
    if (candidate.done) return smallest;
    const still = await tryAgain(...candidate.value);
    if (!still) continue;
    smallest = still;
    candidates = smaller(schema, smallest);
  }
  return smallest;
}

function* smaller(schema: GraphQLSchema, { operation, scenario }: Disagreement): Generator<[TestOperation, Scenario]> {
  for (const left of scenario.faults) {
    yield [operation, { ...scenario, faults: scenario.faults.filter((each) => each !== left) }];
  }
  for (const document of smallerDocuments(operation.document)) {
    const read = readIfValid(schema, withoutUnused(document), operation.variables);
    if (read) yield [read, scenario];
  }
}

type Edit = (node: ASTNode, document: DocumentNode) => ASTNode | null | undefined;

/** Undefined: not for this node. */
const EDITS: readonly Edit[] = [
  (node) => (isRemovable(node) ? null : undefined),
  (node) => (node.kind === Kind.INLINE_FRAGMENT ? only(node.selectionSet.selections) : undefined),
  (node) => (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition ? { ...node, typeCondition: undefined } : undefined),
  (node) => (node.kind === Kind.FIELD && node.alias ? { ...node, alias: undefined } : undefined),
  (node, document) => {
    if (node.kind !== Kind.FRAGMENT_SPREAD) return undefined;
    const definition = document.definitions.find((each) => 'name' in each && each.name?.value === node.name.value);
    if (definition?.kind !== Kind.FRAGMENT_DEFINITION) return undefined;
    const { typeCondition, selectionSet } = definition;
    return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, directives: node.directives };
  },
];

function isRemovable({ kind }: ASTNode): boolean {
  const kinds: readonly string[] = [Kind.FIELD, Kind.INLINE_FRAGMENT, Kind.FRAGMENT_SPREAD, Kind.DIRECTIVE, Kind.ARGUMENT];
  return kinds.includes(kind);
}

function only(selections: readonly SelectionNode[]): SelectionNode | undefined {
  return selections.length === 1 ? selections[0] : undefined;
}

/** Each document that one edit makes of this one, the large cuts first. */
function* smallerDocuments(document: DocumentNode): Generator<DocumentNode> {
  let count = 0;
  visit(document, { enter: () => void (count += 1) });
  for (const edit of EDITS) {
    for (let target = 0; target < count; target += 1) {
      const edited = editAt(document, target, edit);
      if (edited) yield edited;
    }
  }
}

function editAt(document: DocumentNode, target: number, edit: Edit): DocumentNode | undefined {
  let at = -1;
  let isEdited = false;
  const edited = visit(document, {
    enter(node) {
      at += 1;
      if (at !== target) return undefined;
      const replacement = edit(node, document);
      isEdited = replacement !== undefined;
      return replacement;
    },
  });
  return isEdited ? edited : undefined;
}

function withoutUnused(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    FragmentSpread: ({ name }) => void used.add(name.value),
    Variable: ({ name }, _key, parent) => {
      if (!parent || !('kind' in parent) || parent.kind !== Kind.VARIABLE_DEFINITION) used.add(`$${name.value}`);
    },
  });
  return visit(document, {
    FragmentDefinition: ({ name }) => (used.has(name.value) ? undefined : null),
    VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? undefined : null),
  });
}

function readIfValid(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: TestOperation['variables'],
): TestOperation | undefined {
  try {
    return readOperation(schema, print(document), variables);
  } catch {
    // Taking something away can leave what is not GraphQL, as an object without fields.
    return undefined;
  }
}
