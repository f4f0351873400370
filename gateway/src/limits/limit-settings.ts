/** What one request may ask for at most. Each refusal names its limit in `extensions.limit`. */
export interface LimitSettings {
  readonly bodyBytes: number;
  /** Lines of the document: graphql-js counts them anew for each error. */
  readonly lines: number;
  /** Lexical tokens of the document. */
  readonly tokens: number;
  /** Operations in the document, of which a request runs one: validation walks them all. */
  readonly operations: number;
  /** Fields nested in one another, fragments followed. */
  readonly depth: number;
  /** The following are counted with every fragment written out where it is spread. */
  readonly selections: number;
  readonly fragmentSpreads: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** Lists and objects nested in one another in the variables. */
  readonly variableDepth: number;
  /** Objects that the operation can return, by weight and estimate (see cost.ts). */
  readonly cost: number;
  /** What the estimate takes a list to hold when neither the operation nor `@listSize` says. */
  readonly listSize: number;
  /** What planning one operation may take (see engine/supergraph/planner-process.ts). */
  readonly planningMs: number;
  readonly planningMegabytes: number;
  /** Open at once in this process. */
  readonly subscriptions: number;
  readonly subscriptionsPerUser: number;
  /** Operations at once on one WebSocket. */
  readonly socketOperations: number;
}

/**
 * Far above what the Playground and generated clients send, far below what holds the event loop: at 1,000 selections
 * Apollo's planner and the overlapping-fields rule stay below 100 ms, and a 632-byte document of nested fragments,
 * which held the planner for 14 s, has millions of selections.
 */
export const DEFAULT_LIMITS: LimitSettings = {
  bodyBytes: 1024 * 1024,
  lines: 5_000,
  tokens: 5_000,
  operations: 50,
  depth: 20,
  selections: 1_000,
  fragmentSpreads: 300,
  aliases: 100,
  rootFields: 30,
  directives: 100,
  variableDepth: 100,
  cost: 50_000,
  listSize: 10,
  planningMs: 2_000,
  planningMegabytes: 48,
  subscriptions: 1_000,
  subscriptionsPerUser: 100,
  socketOperations: 100,
};

/** The limits that are counted in the document alone. */
export type DocumentLimit =
  | 'operations'
  | 'depth'
  | 'selections'
  | 'fragmentSpreads'
  | 'aliases'
  | 'rootFields'
  | 'directives';
