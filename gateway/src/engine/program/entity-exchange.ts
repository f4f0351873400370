import type { FetchAnswer, SubgraphClient, WireError } from '../contract.ts';
import { MAX_GATHERED } from '../max-errors.ts';
import type { AskedEntities, EntityStep } from './asked-entities.ts';
import { blameError, blameFailure, errorsOf, fewer, pathOf, type Path } from './blame.ts';
import { explainBelow, explainFallen, explainUnasked, fallenBy, type Fallen } from './explain.ts';
import type { Rewrite } from './output-rewrite.ts';
import { isObject, ownValue, type JsonObject } from './own.ts';
import type { RunState, Sent } from './program-request.ts';
import type { Selected } from './selected.ts';
import { entitiesText, variablesText, type Lookup, type RequestText } from './request-text.ts';
import type { TypeNames } from './type-names.ts';

export interface CompiledLookup extends Lookup {
  readonly entitySteps: readonly EntityStep[];
  readonly rewrite: Rewrite | undefined;
  readonly renames: ReadonlyMap<string, string>;
}

export interface Asked {
  readonly lookup: CompiledLookup;
  readonly entities: AskedEntities;
  /** Variables of its own, as `"name":value`, joined by commas. */
  readonly values?: string;
}

/** Asks one subgraph for entities, and puts what comes where it belongs. */
export class EntityExchange {
  readonly #client: SubgraphClient;
  readonly #types: TypeNames;
  readonly #operationName: string | undefined;

  constructor(client: SubgraphClient, types: TypeNames, operationName: string | undefined) {
    this.#client = client;
    this.#types = types;
    this.#operationName = operationName;
  }

  /** @param known the text of just these lookups; else it is made now */
  send(state: RunState, asked: readonly Asked[], known?: RequestText): Sent | undefined {
    for (const { lookup, entities } of asked) explainUnasked(state, entities, lookup.operation.selected);
    if (asked.every(({ entities }) => entities.count === 0)) return undefined;
    const text = known ?? entitiesText(asked.map(({ lookup }) => lookup), this.#operationName);
    let values = variablesText(text, state.variables);
    for (const { values: own = '' } of asked) if (own !== '') values += `${values === '' ? '' : ','}${own}`;
    for (const { lookup, entities } of asked) {
      values += `${values === '' ? '' : ','}"${lookup.variable}":[${entities.texts}]`;
    }
    return {
      answer: this.#client.fetch({ kind: 'query', body: `${text.head}${values}}}` }, state.context),
      take: (answer) => this.#take(state, asked, answer),
      fail: (failure) => this.#fail(state, asked, failure),
    };
  }

  #take(state: RunState, asked: readonly Asked[], answer: FetchAnswer): Promise<void> | undefined {
    state.isPlain &&= isObject(answer) && answer.isPlain === true;
    const data: unknown = isObject(answer) ? answer.data : undefined;
    const errors = isObject(answer) ? errorsOf(answer) : [];
    // A fault in one takes the others with it, as `_entities` may not be null: alone they may well be answered.
    if (!isObject(data) && errors.length > 0 && asked.length > 1) return this.#sendApart(state, asked);
    const fallen = errors.length > 0 ? fallenBy(errors, data, selectedBy(asked)) : undefined;
    const missing = new Set<string>();
    for (const each of asked) {
      const entities = isObject(data) ? ownValue(data, each.lookup.alias) : undefined;
      if (isAnswerTo(each, entities)) this.#merge(each, entities);
      else missing.add(each.lookup.alias);
    }
    if (fallen) this.#blame(state, asked, { errors, fallen, missing });
    else if (missing.size > 0) {
      const lost = asked.filter(({ lookup }) => missing.has(lookup.alias));
      this.#fail(state, lost, new Error('The answer does not hold the entities that were asked for.'));
    }
    return undefined;
  }

  async #sendApart(state: RunState, asked: readonly Asked[]): Promise<void> {
    await Promise.all(
      asked.map(async (each) => {
        const sent = this.send(state, [each]);
        if (sent) await sent.answer.then(sent.take, sent.fail);
      }),
    );
  }

  #merge({ lookup, entities }: Asked, received: readonly (JsonObject | null)[]): void {
    if (lookup.rewrite) for (const each of received) lookup.rewrite(each);
    entities.merge(received, lookup.operation.selected, this.#types);
  }

  #fail({ data, errors }: RunState, asked: readonly Asked[], failure: unknown): void {
    const places = asked.flatMap(({ entities }) => entities.places(data).flat());
    errors.push(...blameFailure(this.#client, failure, places));
  }

  #blame(state: RunState, asked: readonly Asked[], { errors, fallen, missing }: Told): void {
    const places = new Map(asked.map(({ lookup, entities }) => [lookup.alias, entities.places(state.data)]));
    for (const error of errors) {
      if (state.errors.length >= MAX_GATHERED) break;
      const [alias, number, ...rest] = pathOf(error) ?? [];
      const own = places.get(String(alias));
      const lookup = asked.find((each) => each.lookup.alias === alias)?.lookup;
      const inner = rest.map((each) => lookup?.renames.get(String(each)) ?? each);
      const exact = typeof number === 'number' && !missing.has(String(alias)) ? own?.[number] : undefined;
      if (exact) explain(state, exact, inner, fallen.get(error));
      const whole = own ? [own] : [...places.values()];
      const found = exact?.map((path) => [...path, ...inner]) ?? fewer(whole.flat(2));
      state.errors.push(...blameError(this.#client, error, found));
    }
  }
}

/** What is to be made of an answer's errors. */
interface Told {
  readonly errors: readonly WireError[];
  readonly fallen: ReadonlyMap<WireError, Fallen>;
  /** Aliases of the lookups that brought nothing. */
  readonly missing: ReadonlySet<string>;
}

/** An answer's first two levels are the lookups' aliases and the numbers of their entities. */
const ENTITY_LENGTH = 2;

/** @param inner the error's path from its entity on */
function explain(state: RunState, places: readonly Path[], inner: Path, fallen: Fallen | undefined): void {
  if (!fallen) return;
  const { length, selected } = fallen;
  if (length === ENTITY_LENGTH) return explainFallen(state, places, selected);
  const way = inner.slice(0, length - ENTITY_LENGTH);
  for (const place of places) explainBelow(state, [...place, ...way], selected);
}

function selectedBy(asked: readonly Asked[]): Selected {
  const keys = asked.map(({ lookup }) => ({
    name: lookup.alias,
    isTypename: false,
    isInherited: false,
    nested: lookup.operation.selected,
  }));
  return { keys };
}

function isAnswerTo({ entities }: Asked, received: unknown): received is (JsonObject | null)[] {
  return (
    Array.isArray(received) &&
    received.length === entities.count &&
    received.every((each) => each === null || isObject(each))
  );
}
