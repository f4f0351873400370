import { hash } from 'node:crypto';
import type { CompiledOperation } from '@tessera/permissions';
import { getVariableValues, GraphQLError, type DocumentNode, type OperationDefinitionNode, type OperationTypeNode } from 'graphql';
import type { Engine, Executable, Variables } from '../engine/contract.ts';
import { conditionVariables } from '../engine/program/conditions.ts';
import { RefusedRequest, shortened } from '../errors.ts';
import type { CostOf } from '../limits/cost.ts';
import type { SegmentedCache } from './segmented-cache.ts';

/** What operations become under the values of the variables that they skip and include by. */
export type Variants = SegmentedCache<Executable>;

/** graphql-js executes with the same. */
const MAX_VARIABLE_ERRORS = 50;
/** Each of its errors can quote all that was sent; together they quote no more characters than these. */
const MAX_QUOTED = 200_000;

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
  /** Shared by all operations of a store. */
  readonly variants: Variants;
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
  #conditions: readonly string[] | undefined;
  #executable: Executable | undefined;
  readonly #preparing = new Map<string, Promise<Executable>>();

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
    const read = (maxErrors: number) =>
      getVariableValues(engine.supergraph.apiSchema, definitions, variables, { maxErrors, hideSuggestions });
    const { coerced } = read(1);
    if (coerced) return coerced;
    const affordable = Math.ceil(MAX_QUOTED / JSON.stringify(variables).length);
    throw new RefusedRequest((read(Math.min(affordable, MAX_VARIABLE_ERRORS)).errors ?? []).map(asBadInput));
  }

  /**
   * How many objects it can return, by estimate.
   * @throws GraphQLError LIMIT_EXCEEDED where that cannot be told
   */
  cost(variables: Variables): number {
    this.#cost ??= this.#parts.compileCost();
    return this.#cost(variables);
  }

  /** Undefined until it has been prepared for what these variables skip and include. */
  executable(variables: Variables): Executable | undefined {
    const variant = this.#variantOf(variables);
    return variant === '' ? this.#executable : this.#parts.variants.get(variant);
  }

  /**
   * Planned and compiled once, however many ask for it meanwhile: after the gate has let them pass.
   * @param variables those that `@skip` and `@include` ask for decide what is planned
   * @throws GraphQLError where it cannot be planned, or not within the limits
   */
  async prepare(variables: Variables): Promise<Executable> {
    const { engine, text, document, definition, variants } = this.#parts;
    const variant = this.#variantOf(variables);
    const preparing = this.#preparing.get(variant) ?? engine.prepare(document, definition, variables);
    this.#preparing.set(variant, preparing);
    try {
      const executable = await preparing;
      if (variant === '') this.#executable = executable;
      else variants.set(variant, executable, text.length + 1);
      return executable;
    } finally {
      this.#preparing.delete(variant);
    }
  }

  /** A name for the operation as some variables have it; empty where none decide what is skipped. */
  #variantOf(variables: Variables): string {
    this.#conditions ??= conditionVariables(this.#parts.document);
    if (this.#conditions.length === 0) return '';
    const values = this.#conditions.map((name) => String(variables[name]));
    return [this.hash, this.name ?? '', ...values].join('\n');
  }
}

const NOTHING: Variables = Object.freeze({});

function asBadInput(error: GraphQLError): GraphQLError {
  const { message, nodes, originalError } = error;
  return new GraphQLError(shortened(message), {
    nodes,
    originalError,
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}
