import { hash } from 'node:crypto';
import type { CompiledOperation } from '@tessera/permissions';
import { getVariableValues, GraphQLError, type DocumentNode, type OperationDefinitionNode, type OperationTypeNode } from 'graphql';
import type { Engine, Executable, Variables } from '../engine/contract.ts';
import { RefusedRequest } from '../errors.ts';
import type { CostOf } from '../limits/cost.ts';

/** graphql-js executes with the same. */
const MAX_VARIABLE_ERRORS = 50;

export interface OperationParts {
  readonly engine: Engine;
  readonly text: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** Undefined where the gateway runs without a permission table. */
  readonly compileGate: (() => CompiledOperation) | undefined;
  /** Nothing but mutations that the table opens to anyone: `login`, `refreshSession`. */
  readonly signsIn: boolean;
  readonly hideSuggestions: boolean;
  /** @throws GraphQLError LIMIT_EXCEEDED */
  readonly compileCost: () => CostOf;
}

/** One operation of a valid document: what the gateway asks of it before it runs, and the way to run it. */
export class PreparedOperation {
  readonly name: string | undefined;
  readonly kind: `${OperationTypeNode}`;
  readonly signsIn: boolean;
  readonly #parts: OperationParts;
  #gate: CompiledOperation | undefined;
  #hash: string | undefined;
  #cost: CostOf | undefined;
  #executable: Executable | undefined;

  constructor(parts: OperationParts) {
    this.name = parts.definition.name?.value;
    this.kind = parts.definition.operation;
    this.signsIn = parts.signsIn;
    this.#parts = parts;
  }

  /** SHA-256 of the document's text, in hex: the name by which logs and persisted queries know it. */
  get hash(): string {
    this.#hash ??= hash('sha256', this.#parts.text);
    return this.#hash;
  }

  /** Whether the schema has such operations at all. */
  get hasRoot(): boolean {
    return Boolean(this.#parts.engine.supergraph.apiSchema.getRootType(this.#parts.definition.operation));
  }

  /** Undefined where the gateway runs without a permission table. */
  get gate(): CompiledOperation | undefined {
    this.#gate ??= this.#parts.compileGate?.();
    return this.#gate;
  }

  /**
   * The variables with their defaults, as the schema reads them.
   * @throws RefusedRequest BAD_USER_INPUT, a status of 400
   */
  coerce(variables: Readonly<Record<string, unknown>>): Variables {
    const { engine, definition, hideSuggestions } = this.#parts;
    const definitions = definition.variableDefinitions;
    if (!definitions || definitions.length === 0) return NOTHING;
    const { coerced, errors } = getVariableValues(engine.supergraph.apiSchema, definitions, variables, {
      maxErrors: MAX_VARIABLE_ERRORS,
      hideSuggestions,
    });
    if (coerced) return coerced;
    throw new RefusedRequest((errors ?? []).map(asBadInput));
  }

  /**
   * How many objects it can return, by estimate.
   * @throws GraphQLError LIMIT_EXCEEDED where that cannot be told
   */
  cost(variables: Variables): number {
    this.#cost ??= this.#parts.compileCost();
    return this.#cost(variables);
  }

  /**
   * Planned and compiled when it is first asked for, which is after the gate has let it pass.
   * @throws GraphQLError where it cannot be planned
   */
  executable(): Executable {
    const { engine, document, definition } = this.#parts;
    this.#executable ??= engine.prepare(document, definition);
    return this.#executable;
  }
}

const NOTHING: Variables = Object.freeze({});

function asBadInput(error: GraphQLError): GraphQLError {
  const { message, nodes, originalError } = error;
  return new GraphQLError(message, {
    nodes,
    originalError,
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}
