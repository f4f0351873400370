import { compileGate, type CompiledOperation, type Gate, type MergedTable } from '@tessera/permissions';
import { Kind, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileCost, type CostOf } from '../limits/cost.ts';

/** All that the gateway asks of an operation before it runs, compiled once and kept with its document. */
export interface PreparedOperation {
  /** Absent where the gateway runs without a permission table. */
  readonly gate?: CompiledOperation;
  readonly cost: CostOf;
  /** Nothing but mutations that the table opens to anyone: `login`, `refreshSession`. */
  readonly signsIn: boolean;
}

export interface OperationStore {
  prepare(key: string, document: DocumentNode, operation: OperationDefinitionNode): PreparedOperation;
}

const KEPT_OPERATIONS = 2_000;

/** @param table null: no gate, everything that the schema has may be asked by anyone */
export function createOperationStore(
  schema: GraphQLSchema,
  table: MergedTable | null,
  introspection: boolean,
): OperationStore {
  const gate: Gate | null = table && compileGate(table, schema, { introspection });
  const kept = new LRUCache<string, PreparedOperation>({ max: KEPT_OPERATIONS });
  return {
    prepare(key, document, operation) {
      const known = kept.get(key);
      if (known) return known;
      const prepared = {
        gate: gate?.compile(document, operation.name?.value),
        cost: compileCost(schema, document, operation),
        signsIn: table !== null && signsIn(table, operation),
      };
      kept.set(key, prepared);
      return prepared;
    },
  };
}

function signsIn(table: MergedTable, operation: OperationDefinitionNode): boolean {
  return (
    operation.operation === 'mutation' &&
    operation.selectionSet.selections.every((selection) => {
      if (selection.kind !== Kind.FIELD) return false;
      const rules = table.rules[`Mutation.${selection.name.value}`] ?? [];
      return rules.length > 0 && rules.every((rule) => rule.who === 'anyone');
    })
  );
}
