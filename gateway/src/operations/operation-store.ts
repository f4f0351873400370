import { compileGate, type MergedTable } from '@tessera/permissions';
import { getOperationAST, Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Engine, Executable } from '../engine/contract.ts';
import { RefusedRequest, requestError } from '../errors.ts';
import { readCostModel } from '../limits/cost-model.ts';
import { compileCost } from '../limits/cost.ts';
import type { LimitSettings } from '../limits/limit-settings.ts';
import { PreparedOperation, type Variants } from './prepared-operation.ts';
import { readDocument } from './read-document.ts';
import { SegmentedCache } from './segmented-cache.ts';

export interface OperationStoreOptions {
  readonly engine: Engine;
  /** Null: no gate, everything that the schema has may be asked by anyone. */
  readonly permissions: MergedTable | null;
  readonly limits: LimitSettings;
  /** No introspection, and no names of the schema in messages. */
  readonly production: boolean;
  /** Texts of our own, which no limit of size is for. */
  readonly isTrusted?: (text: string) => boolean;
}

/** The operations of one supergraph that were asked lately, each read, checked and planned once. */
export interface OperationStore {
  /**
   * @throws RefusedRequest where the document cannot be asked, or does not hold the one operation meant
   */
  find(text: string, operationName: string | undefined): PreparedOperation;
  /** Has each document read and judged anew when it is next asked. */
  forget(): void;
}

/** A document with its operations by the name that was asked for, which is nothing where there is only one. */
interface KnownDocument {
  readonly document: DocumentNode;
  readonly operations: Map<string | undefined, PreparedOperation>;
}

/**
 * A document, its plan and its program take three hundred times the memory of its text, and more. The first segment
 * holds those that are being prepared, and little more.
 */
const KEPT_DOCUMENTS = { once: { max: 24, maxSize: 128 * 1024 }, again: { max: 2_000, maxSize: 512 * 1024 } };
/** A document of ten thousand characters can hold a thousand operations, each with a plan of its own. */
const KEPT_PER_DOCUMENT = 16;
/** An operation with conditions has a plan for each set of their values, of which a client can name many. */
const KEPT_VARIANTS = { once: { max: 24, maxSize: 128 * 1024 }, again: { max: 1_000, maxSize: 256 * 1024 } };
const KEPT_REFUSALS = { max: 500, maxSize: 256 * 1024 };
const sizeOf = (text: string) => text.length + 1;

export function createOperationStore(options: OperationStoreOptions): OperationStore {
  const documents = new SegmentedCache<KnownDocument>(KEPT_DOCUMENTS);
  const refusals = new LRUCache<string, RefusedRequest>({ ...KEPT_REFUSALS, sizeCalculation: (_, text) => sizeOf(text) });
  const prepare = createPreparer(options);
  const read = createReader(options);

  const readAndKeep = (text: string): KnownDocument => {
    const refused = refusals.get(text);
    if (refused) throw refused;
    try {
      const known: KnownDocument = { document: read(text), operations: new Map() };
      documents.set(text, known, sizeOf(text));
      return known;
    } catch (error) {
      if (error instanceof RefusedRequest) refusals.set(text, error);
      throw error;
    }
  };
  return {
    find(text, operationName) {
      const known = documents.get(text);
      return known?.operations.get(operationName) ?? prepareIn(known ?? readAndKeep(text), text, operationName);
    },
    forget() {
      documents.clear();
      refusals.clear();
    },
  };

  function prepareIn(known: KnownDocument, text: string, operationName: string | undefined): PreparedOperation {
    const definition = resolveOperation(known.document, operationName);
    const name = definition.name?.value;
    const prepared = known.operations.get(name) ?? prepare(text, known.document, definition);
    if (known.operations.size >= KEPT_PER_DOCUMENT) known.operations.clear();
    known.operations.set(name, prepared).set(operationName, prepared);
    return prepared;
  }
}

function createReader({ engine, limits, production, isTrusted }: OperationStoreOptions) {
  const { apiSchema: schema } = engine.supergraph;
  const rules = { schema, limits, introspection: !production, hideSuggestions: production };
  return (text: string) => readDocument(text, isTrusted?.(text) ?? false, rules);
}

function createPreparer({ engine, permissions, production, limits }: OperationStoreOptions) {
  const { apiSchema, sdl } = engine.supergraph;
  const variants: Variants = new SegmentedCache<Executable>(KEPT_VARIANTS);
  const costs = readCostModel(sdl, limits.listSize);
  const gate = permissions && compileGate(permissions, apiSchema, { introspection: !production });
  return (text: string, document: DocumentNode, definition: OperationDefinitionNode) =>
    new PreparedOperation({
      engine,
      text,
      document,
      definition,
      compileGate: gate ? () => gate.compile(document, definition.name?.value) : undefined,
      signsIn: permissions !== null && signsIn(permissions, definition),
      hideSuggestions: production,
      variants,
      compileCost: () => compileCost(apiSchema, document, definition, costs),
    });
}

/** As graphql-js resolves it, and in its words. */
function resolveOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  throw new RefusedRequest([requestError('OPERATION_RESOLUTION_FAILURE', whyUnresolved(document, name))]);
}

function whyUnresolved(document: DocumentNode, name: string | undefined): string {
  if (name !== undefined) return `Unknown operation named "${name}".`;
  const hasOperations = document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return hasOperations
    ? 'Must provide operation name if query contains multiple operations.'
    : 'Must provide an operation.';
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
