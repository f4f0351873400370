import { AppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { Kind, type DocumentNode, type FragmentDefinitionNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { MergedTable } from '../merged.ts';
import type { Refusal } from '../refusal.ts';
import type { Rule } from '../rule.ts';
import { checkBlocks } from './check.ts';
import { compileBlocks } from './compile.ts';

export interface GateOptions {
  /** Whether `__schema` and `__type` may be asked, by anyone. Default: false. */
  readonly introspection?: boolean;
}

/** Decides, from the permission table alone, whether an operation may run at all. */
export interface Gate {
  /**
   * Walks one operation of a document; keep the result with the document, since it serves every caller.
   * @throws AppError OPERATION_RESOLUTION_FAILURE where the document does not hold exactly the operation meant.
   */
  compile(document: DocumentNode, operationName?: string | null): CompiledOperation;
}

export interface CompiledOperation {
  /**
   * Asks every rule that the operation meets; the first refusal, or null where all of it is allowed.
   * @param variables as the client sent them; coerced only where a rule or a condition looks at one.
   */
  check(identity: Identity | null, variables?: Readonly<Record<string, unknown>>): Refusal | null;
}

/** Prepares the gate for one schema: the public one in the gateway, a subgraph's own in a subgraph. */
export function compileGate(table: MergedTable, schema: GraphQLSchema, options: GateOptions = {}): Gate {
  const rulesOf = internRules(table.rules);
  return {
    compile(document, operationName) {
      const operation = findOperation(document, operationName);
      const root = schema.getRootType(operation.operation);
      if (!root) throw new AppError('OPERATION_RESOLUTION_FAILURE', `There is no ${operation.operation} here.`);
      const walk = { schema, rulesOf, fragments: fragmentsOf(document), introspection: options.introspection ?? false };
      const block = compileBlocks(walk, root, operation.selectionSet);
      const definitions = operation.variableDefinitions ?? [];
      return { check: (identity, variables = {}) => checkBlocks({ schema, definitions, block }, identity, variables) };
    },
  };
}

/** Equal lists of rules become one object, so that an operation asks each distinct list once, however many fields it has. */
function internRules(rules: MergedTable['rules']): (coordinate: string) => readonly Rule[] | undefined {
  const distinct = new Map<string, readonly Rule[]>();
  const byCoordinate = new Map(
    Object.entries(rules).map(([coordinate, list]) => {
      const text = JSON.stringify(list);
      const known = distinct.get(text) ?? list;
      distinct.set(text, known);
      return [coordinate, known] as const;
    }),
  );
  return (coordinate) => byCoordinate.get(coordinate);
}

function findOperation(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const matching = name ? operations.filter((operation) => operation.name?.value === name) : operations;
  const [operation, another] = matching;
  if (operation && !another) return operation;
  const why = name ? `The document has no one operation "${name}".` : 'Name one operation of the document in operationName.';
  throw new AppError('OPERATION_RESOLUTION_FAILURE', why);
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}
