import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { QueryPlan } from '@apollo/query-planner';
import type { GatewayContext } from '../context.ts';

/** A composed graph, read once: what its clients see, and how an operation of theirs is planned. */
export interface Supergraph {
  readonly sdl: string;
  /** SHA-256 of the SDL in hex: two that are equal are the same graph. */
  readonly id: string;
  /** What clients may see: no `@inaccessible` parts, no join machinery. Validation, introspection and shaping use it. */
  readonly apiSchema: GraphQLSchema;
  /** With the inaccessible parts, for the type conditions of representations. */
  readonly fullSchema: GraphQLSchema;
  /** Name to the URL in the supergraph; empty where composition knew none. */
  readonly subgraphs: ReadonlyMap<string, string>;
  /** @throws what Apollo's planner throws, and LIMIT_EXCEEDED where it takes too long */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan | Promise<QueryPlan>;
}

/** Coerced by graphql-js (`getVariableValues`): defaults are filled in. */
export type Variables = Readonly<Record<string, unknown>>;

/** An operation with its plan, compiled once and run many times. */
export interface Executable {
  readonly plan: QueryPlan;
  /**
   * Of a query or a mutation. Never rejects for what a subgraph does: that is told in `errors`.
   * @throws GraphQLError for a subscription
   */
  execute(variables: Variables, context: GatewayContext, observer?: RunObserver): Promise<EngineAnswer>;
  /**
   * Of a subscription: an answer to each of its events, in their order. Why it broke, if it did, is told in `errors` of
   * the last; it ends early, without a word, when `context.signal` aborts. Any other operation has its one answer.
   * @param context each event has as much time as this leaves at the start
   */
  subscribe(variables: Variables, context: GatewayContext): AsyncGenerator<EngineAnswer, void>;
}

/** Told of the requests of one run, for whoever wants to see the plan at work. */
export interface RunObserver {
  /**
   * @param fetches the plan's fetches in the request: their places in its tree, depth first from 0
   * @returns to be called when the answer is there, or with the failure in its place
   */
  sent(subgraph: string, fetches: readonly number[]): (failure?: unknown) => void;
}

export interface EngineAnswer {
  /** JSON text of `data`: `null` where an error reached the root. */
  readonly data: string;
  readonly errors: readonly GraphQLError[];
}

export interface Engine {
  readonly supergraph: Supergraph;
  /**
   * Plans and compiles one operation of a document that is valid against `supergraph.apiSchema`.
   * @param variables those that decide `@skip` and `@include`: the executable is for these values
   * @throws GraphQLError where it cannot be planned
   */
  prepare(document: DocumentNode, operation: OperationDefinitionNode, variables?: Variables): Promise<Executable>;
  close(): Promise<void>;
}

/** One request to one subgraph. */
export interface FetchRequest {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The whole body as JSON text: `query`, `variables`, `operationName`. */
  readonly body: string;
}

/** What a subgraph answered, parsed. */
export interface FetchAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly WireError[];
  /** Its text held no backslash: see `Gathered.isPlain`. */
  readonly isPlain?: boolean;
  /** Of its text. */
  readonly length?: number;
}

/** An error as a subgraph writes it; nothing in it is to be trusted. */
export interface WireError {
  readonly message?: unknown;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** How the engine asks one subgraph: signed, within a deadline, retried, bounded. */
export interface SubgraphClient {
  readonly name: string;
  /** @throws SubgraphFailure when no GraphQL answer came */
  fetch(request: FetchRequest, context: GatewayContext): Promise<FetchAnswer>;
  /**
   * The events of a subscription, until the subgraph ends it or `context.signal` aborts.
   * @throws SubgraphFailure where it was not opened, or broke
   */
  subscribe(request: FetchRequest, context: GatewayContext): AsyncGenerator<FetchAnswer, void>;
  /** What clients are told of a failure (`message`, `code`, `service`), without the path that the engine adds. */
  describe(failure: unknown): { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> };
  /** The extensions of a subgraph's own error as clients may see them. */
  extensionsOf(error: WireError): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/**
 * What the fetches of one run have brought together, before anything is hidden, ordered or nulled: keys are response
 * names. The shaping pass reads it and does not change it.
 */
export interface Gathered {
  readonly data: Record<string, unknown>;
  /** With paths into the client's answer. */
  readonly errors: readonly GraphQLError[];
  /**
   * Paths of what is missing because of an error at another place: a subgraph let it take its surroundings with it. Where
   * a path leaves out the index in a list, every item is meant.
   */
  readonly explained?: readonly (readonly (string | number)[])[];
  /**
   * What the plan's fetches require: response names from the root, joined by dots. An error of anything else that the client
   * has not asked for is not told, as the planner asks more of an `@interfaceObject` than is meant. Absent: all are told.
   */
  readonly required?: ReadonlySet<string>;
  /**
   * No JSON text that `data` was parsed from held a backslash: then no string in it needs escaping, and none is looked
   * at for it, which is a third of what shaping costs.
   */
  readonly isPlain?: boolean;
}

/** A compiled operation's second half: from what was gathered to the answer's text. */
export interface Shape {
  /**
   * Writes `data` in one walk: keys in the query's order, nulls carried up to the nearest nullable place, introspection
   * and `__typename` filled in, errors given the locations of their fields. A null where none may be, and under no
   * error's path, adds an error of its own.
   */
  write(gathered: Gathered, variables: Variables): EngineAnswer;
}
