import { GraphQLError, print, stripIgnoredCharacters, type SelectionSetNode } from 'graphql';
import type { Facts } from './facts.ts';
import type { Graph, Thing } from './graph.ts';

/** Something that goes wrong at one field of one thing, in every run alike. */
export interface Fault {
  readonly coordinate: string;
  /** The thing's `$`; `Query` and `Mutation` for root fields. */
  readonly thing: string;
  /** Where in the field's list: empty for the field's value itself. */
  readonly at: readonly number[];
  /** Null: the value is null. Otherwise a resolver's error with this code; '' for one without a code. */
  readonly code: string | null;
}

/** A field that a run read, and the sizes of its lists: where a fault would be felt. */
export interface Visit {
  readonly coordinate: string;
  readonly thing: string;
  readonly value: unknown;
  /** Whose answer it was for; undefined for the reference's. */
  readonly subgraph: string | undefined;
}

export interface ReadCall {
  readonly thing: Thing;
  readonly typename: string;
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly given: Readonly<Record<string, unknown>>;
  /** Of the subgraph that reads; left out by the reference. */
  readonly subgraph?: string;
}

/** What a field of a subgraph that does not answer is for a single server: an error with the gateway's code. */
export class Unavailable extends GraphQLError {
  constructor(message: string) {
    super(message, { extensions: { code: 'UNAVAILABLE' } });
  }
}

/** One run: its own copy of the data, its faults, and what it did. */
export class Session {
  readonly graph: Graph;
  readonly facts: Facts;
  readonly things: readonly Thing[];
  readonly log: string[] = [];
  /** Subgraphs that do not answer. */
  readonly down: ReadonlySet<string>;
  readonly visits: Visit[] = [];
  /** The ways in which entities were asked for: `Type by its key`. */
  readonly arrivals = new Set<string>();
  readonly #faults: ReadonlyMap<string, readonly Fault[]>;
  readonly #found = new Map<string, Thing | null>();

  constructor(graph: Graph, facts: Facts, faults: readonly Fault[] = [], down: readonly string[] = []) {
    this.graph = graph;
    this.facts = facts;
    this.things = graph.makeThings();
    this.down = new Set(down);
    this.#faults = Map.groupBy(faults, (fault) => `${fault.coordinate}@${fault.thing}`);
  }

  /**
   * The value of a field, with this session's faults.
   * @throws GraphQLError where a fault says so; an error inside a list stands in it as a value, which graphql-js throws
   */
  read(call: ReadCall): unknown {
    const coordinate = this.facts.coordinateOf(call.typename, call.field);
    if (!call.subgraph && this.#isLost(coordinate)) throw new Unavailable('The subgraph is down.');
    const value = this.#compute(coordinate, call);
    this.visits.push({ coordinate, thing: call.thing.$, value, subgraph: call.subgraph });
    return (this.#faults.get(`${coordinate}@${call.thing.$}`) ?? []).reduce((read, fault) => damage(read, fault, fault.at), value);
  }

  /** Whether a field is only to be had from a subgraph that does not answer; keys go with the reference to a thing. */
  #isLost(coordinate: string): boolean {
    if (this.down.size === 0 || this.facts.spared.has(coordinate)) return false;
    return this.facts.owners.get(coordinate)?.every((owner) => this.down.has(owner)) ?? false;
  }

  #compute(coordinate: string, { thing, field, args, given, subgraph }: ReadCall): unknown {
    const { fields } = this.graph;
    const compute = fields[`${subgraph ?? ''}/${coordinate}`] ?? fields[coordinate];
    return compute ? compute({ thing, args, given, things: this.things, log: this.log }) : (thing[field] ?? null);
  }

  /** The thing that a representation names by any of its type's keys. */
  find(representation: Readonly<Record<string, unknown>>): Thing | null {
    const name = JSON.stringify(representation);
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const typename = String(representation['__typename']);
    const keys = (this.facts.keys.get(typename) ?? []).filter((key) => isWhole(representation, key));
    for (const key of keys) this.arrivals.add(`${typename} by ${stripIgnoredCharacters(print(key))}`);
    const possible = this.facts.possibleTypes(typename);
    const candidates = this.things.filter((thing) => possible.has(thing.__typename));
    const found = candidates.find((thing) => keys.some((key) => this.#matches(thing, representation, key))) ?? null;
    this.#found.set(name, found);
    return found;
  }

  #matches(thing: Thing, representation: Readonly<Record<string, unknown>>, key: SelectionSetNode): boolean {
    return key.selections.every((selection) => {
      if (selection.kind !== 'Field') return false;
      const field = selection.name.value;
      const coordinate = this.facts.coordinateOf(thing.__typename, field);
      const own = this.#compute(coordinate, { thing, typename: thing.__typename, field, args: {}, given: {} });
      const other = representation[field];
      if (!selection.selectionSet) return own === other;
      return this.#matches(own as Thing, other as Record<string, unknown>, selection.selectionSet);
    });
  }
}

function isWhole(representation: Readonly<Record<string, unknown>>, key: SelectionSetNode): boolean {
  return key.selections.every((selection) => {
    if (selection.kind !== 'Field') return false;
    const value = representation[selection.name.value];
    if (value === undefined || value === null) return false;
    return !selection.selectionSet || isWhole(value as Record<string, unknown>, selection.selectionSet);
  });
}

/** @throws GraphQLError for an error at the field itself */
function damage(value: unknown, fault: Fault, at: readonly number[]): unknown {
  const [index, ...deeper] = at;
  if (index === undefined) {
    if (fault.code === null) return null;
    throw errorOf(fault);
  }
  if (!Array.isArray(value) || index >= value.length) return value;
  const isHere = deeper.length === 0 && fault.code !== null;
  return value.toSpliced(index, 1, isHere ? errorOf(fault) : damage(value[index], fault, deeper));
}

function errorOf({ coordinate, thing, code }: Fault): GraphQLError {
  const message = `A fault was put at ${coordinate} of ${thing}.`;
  return new GraphQLError(message, code ? { extensions: { code } } : {});
}
