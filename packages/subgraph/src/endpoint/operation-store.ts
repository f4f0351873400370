import type { CompiledOperation, Gate } from '@tessera/permissions';
import { getOperationAST, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileOperation, type ExecutableQuery } from '../execution/compile-operation.ts';

/** The gateway's plans hold few operations; what is over these bounds is answered all the same, only not kept. */
const KEPT_OPERATIONS = 1_000;
const KEPT_CHARACTERS = 4 * 1024 * 1024;

/** A document of one valid operation, with all that can be known of it before it runs. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly name: string | undefined;
  readonly gate: CompiledOperation;
  /** Null where graphql-js executes it. */
  readonly executable: ExecutableQuery | null;
}

export interface OperationStore {
  /** The text's operation, parsed, validated and walked once; null where it is not one valid query or mutation. */
  prepare(text: string): PreparedOperation | null;
}

export function createOperationStore(schema: GraphQLSchema, gate: Gate): OperationStore {
  const kept = new LRUCache<string, PreparedOperation>({
    max: KEPT_OPERATIONS,
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (_operation, text) => text.length + 1,
  });
  return {
    prepare(text) {
      const known = kept.get(text);
      if (known) return known;
      const prepared = prepare(schema, gate, text);
      if (prepared) kept.set(text, prepared);
      return prepared;
    },
  };
}

function prepare(schema: GraphQLSchema, gate: Gate, text: string): PreparedOperation | null {
  const document = parseOrNull(text);
  // Null too where there are several, of which the request would have to name one.
  const operation = document && getOperationAST(document);
  if (!operation || operation.operation === 'subscription') return null;
  if (validate(schema, document).length > 0) return null;
  const executable = compileOperation(schema, document, operation);
  return { document, name: operation.name?.value, gate: gate.compile(document), executable };
}

function parseOrNull(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
