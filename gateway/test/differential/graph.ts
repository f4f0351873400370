import type { Feature } from './features/features.ts';

/**
 * A graph that the differential test runs operations on: its subgraphs, and one data set that every subgraph and the
 * reference read through the same functions. What differs between two answers is then how they were brought together.
 */
export interface Graph {
  readonly name: string;
  readonly subgraphs: readonly SubgraphText[];
  /** A fresh data set: mutations change it, so each run has its own. */
  readonly makeThings: () => readonly Thing[];
  /**
   * How fields are computed, by coordinate (`Product.name`), or by subgraph and coordinate (`legacy/Product.price`)
   * where one subgraph answers differently, as for a field that another has overridden. Others are read off the thing.
   */
  readonly fields: Readonly<Record<string, FieldFunction>>;
  /**
   * Subgraphs that may be taken down: what is lost with them does not depend on the plan, since no field of theirs but
   * keys is to be had elsewhere, and no way to other subgraphs leads through them alone.
   */
  readonly mayBeDown: readonly string[];
  /** What operations on it are to touch. */
  readonly covers: readonly Feature[];
}

export interface SubgraphText {
  readonly name: string;
  readonly typeDefs: string;
}

/** An object of the data set. */
export interface Thing {
  readonly __typename: string;
  /** Names the thing in a fault: unique among all. */
  readonly $: string;
  readonly [field: string]: unknown;
}

export interface FieldCall {
  readonly thing: Thing;
  readonly args: Readonly<Record<string, unknown>>;
  /** What `@requires` asked for, as the subgraph is given it. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly things: readonly Thing[];
  /** What mutations did, in order. */
  readonly log: string[];
}

export type FieldFunction = (call: FieldCall) => unknown;

const DIRECTIVES = [
  '@key',
  '@requires',
  '@provides',
  '@external',
  '@shareable',
  '@override',
  '@inaccessible',
  '@interfaceObject',
];

/** A subgraph of a graph under test, with every directive imported. */
export function subgraph(name: string, typeDefs: string): SubgraphText {
  const imports = DIRECTIVES.map((each) => `"${each}"`).join(', ');
  const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
  return { name, typeDefs: `${header}\n${typeDefs}` };
}

export function thing(typename: string, name: string, fields: Readonly<Record<string, unknown>>): Thing {
  return { __typename: typename, $: name, ...fields };
}

/** @throws Error where the data set has no such thing, which is a mistake in a fixture */
export function named(things: readonly Thing[], name: unknown): Thing {
  const found = things.find(({ $ }) => $ === name);
  if (!found) throw new Error(`The data set has no ${String(name)}.`);
  return found;
}

/** A root field that finds a thing of some types by its name, given as `id`. */
export function byId(...typenames: readonly string[]): FieldFunction {
  return ({ things, args }) =>
    things.find(({ $, __typename }) => $ === args['id'] && typenames.includes(__typename)) ?? null;
}

/** A field that holds the names of things, in lists of any depth: `{ product: 'p1', shelves: [['p1', null]] }`. */
export function link(field: string): FieldFunction {
  return ({ thing: from, things }) => follow(from[field], things);
}

function follow(value: unknown, things: readonly Thing[]): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((each) => follow(each, things));
  return named(things, value);
}

/** The things of a type, in the data set's order. */
export function all(typename: string, call: FieldCall): readonly Thing[] {
  return call.things.filter(({ __typename }) => __typename === typename);
}
