/** What one request may ask for at most. Each refusal names its limit in `extensions.limit`. */
export interface LimitSettings {
  readonly bodyBytes: number;
  /** Lexical tokens of the document. */
  readonly tokens: number;
  /** Fields nested in one another, fragments followed. */
  readonly depth: number;
  /** The following are counted with every fragment written out where it is spread. */
  readonly selections: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** Lists and objects nested in one another in the variables. */
  readonly variableDepth: number;
  /** Objects that the operation can return, estimated from list arguments (see cost.ts). */
  readonly cost: number;
}

/**
 * Far above what the Playground and generated clients send, far below what holds the event loop: at 1,000 selections
 * Apollo's planner and the overlapping-fields rule stay below 100 ms, and a 632-byte document of nested fragments,
 * which held the planner for 14 s, has millions of selections.
 */
export const DEFAULT_LIMITS: LimitSettings = {
  bodyBytes: 1024 * 1024,
  tokens: 5_000,
  depth: 20,
  selections: 1_000,
  aliases: 100,
  rootFields: 30,
  directives: 100,
  variableDepth: 100,
  cost: 50_000,
};

/** The limits that are counted in the document alone. */
export type DocumentLimit = 'depth' | 'selections' | 'aliases' | 'rootFields' | 'directives';

/** What a limit counts, as its refusal says: `The operation exceeds the limit of 100 aliases. Split it.` */
export const LIMIT_TEXTS: Readonly<Record<keyof LimitSettings | 'comparisons', string>> = {
  bodyBytes: 'bytes in the request body',
  tokens: 'tokens',
  depth: 'levels of nested fields',
  selections: 'selections, fragments written out',
  aliases: 'aliases',
  rootFields: 'root fields',
  directives: 'directives',
  variableDepth: 'levels of nested lists and objects in a variable',
  cost: 'objects that it can return, by estimate',
  comparisons: 'comparisons between fields that could overlap',
};
