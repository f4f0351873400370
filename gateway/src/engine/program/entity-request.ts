import type { FetchAnswer, SubgraphClient, WireError } from '../contract.ts';
import { AskedEntities, type EntityStep } from './asked-entities.ts';
import { blameError, blameFailure, errorsOf, fewer, pathOf } from './blame.ts';
import type { Step } from './dependencies.ts';
import { compileOutputRewrites, renamesOf, type Rewrite } from './output-rewrite.ts';
import { isObject, ownValue, type JsonObject } from './own.ts';
import { isWanted } from './plan-steps.ts';
import type { ProgramRequest, RunState, Sent } from './program-request.ts';
import { compileRepresentation } from './representation.ts';
import { entitiesText, lookupsOf, variablesText, type Lookup, type RequestText } from './request-text.ts';
import type { TypeNames } from './type-names.ts';

interface CompiledLookup extends Lookup {
  readonly entitySteps: readonly EntityStep[];
  readonly rewrite: Rewrite | undefined;
  readonly renames: ReadonlyMap<string, string>;
}

interface Asked {
  readonly lookup: CompiledLookup;
  readonly entities: AskedEntities;
}

/** Compiles the request of some fetches of entities: an `_entities` for each selection that is wanted. */
export function compileEntityRequest(
  steps: readonly Step[],
  client: SubgraphClient,
  types: TypeNames,
  all: readonly Step[],
): ProgramRequest {
  const lookups = lookupsOf(steps).map((each) => compileLookup(each, types, all));
  const [first] = steps as readonly [Step];
  const request = new EntityRequest(client, types, first.fetch.operationName);
  const text = entitiesText(lookups, first.fetch.operationName);
  return {
    steps,
    send(state, ready) {
      if (!isWanted(first, state.variables)) return undefined;
      if (ready.length === steps.length) return request.send(state, ask(lookups, state), text);
      const some = lookups.flatMap((each) => {
        const entitySteps = each.entitySteps.filter(({ step }) => ready.includes(step));
        return entitySteps.length > 0 ? [{ ...each, entitySteps }] : [];
      });
      return request.send(state, ask(some, state));
    },
  };
}

function compileLookup(lookup: Lookup, types: TypeNames, all: readonly Step[]): CompiledLookup {
  const rewrites = lookup.steps[0]?.fetch.outputRewrites ?? [];
  return {
    ...lookup,
    rewrite: compileOutputRewrites(rewrites, types),
    renames: renamesOf(rewrites),
    entitySteps: lookup.steps.map((step, at) => ({
      step,
      represent: compileRepresentation(step.fetch.requires ?? [], step.fetch.inputRewrites ?? [], types),
      isCopied: at > 0 && isMergedInto(lookup.steps, all),
    })),
  };
}

/** Whether any other step brings something for the inside of what these steps bring. */
function isMergedInto(steps: readonly Step[], all: readonly Step[]): boolean {
  return steps.some((step) => {
    const nested = step.operation.selected.keys.filter((each) => each.nested);
    const insides = nested.map(({ name }) => `${[...step.place.names, name].join('.')}.`);
    const reaches = (path: string) => insides.some((each) => path.startsWith(each));
    return all.some((other) => other !== step && [...other.writes].some(reaches));
  });
}

function ask(lookups: readonly CompiledLookup[], { data }: RunState): Asked[] {
  return lookups.map((lookup) => ({ lookup, entities: new AskedEntities(lookup.entitySteps, data) }));
}

/** Asks one subgraph for entities, and puts what comes where it belongs. */
class EntityRequest {
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
    if (asked.every(({ entities }) => entities.count === 0)) return undefined;
    const text = known ?? entitiesText(asked.map(({ lookup }) => lookup), this.#operationName);
    let values = variablesText(text, state.variables);
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
    const data: unknown = isObject(answer) ? answer.data : undefined;
    const errors = isObject(answer) ? errorsOf(answer) : [];
    // A fault in one takes the others with it, as `_entities` may not be null: alone they may well be answered.
    if (!isObject(data) && errors.length > 0 && asked.length > 1) return this.#sendApart(state, asked);
    const missing = new Set<string>();
    for (const each of asked) {
      const entities = isObject(data) ? ownValue(data, each.lookup.alias) : undefined;
      if (isAnswerTo(each, entities)) this.#merge(each, entities);
      else missing.add(each.lookup.alias);
    }
    if (errors.length > 0) this.#blame(state, asked, errors, missing);
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

  #blame(state: RunState, asked: readonly Asked[], errors: readonly WireError[], missing: ReadonlySet<string>): void {
    const places = new Map(asked.map(({ lookup, entities }) => [lookup.alias, entities.places(state.data)]));
    for (const error of errors) {
      const [alias, number, ...rest] = pathOf(error) ?? [];
      const own = places.get(String(alias));
      const renames = asked.find(({ lookup }) => lookup.alias === alias)?.lookup.renames;
      const inner = rest.map((each) => renames?.get(String(each)) ?? each);
      const exact = typeof number === 'number' && !missing.has(String(alias)) ? own?.[number] : undefined;
      const whole = own ? [own] : [...places.values()];
      const found = exact?.map((path) => [...path, ...inner]) ?? fewer(whole.flat(2));
      state.errors.push(...blameError(this.#client, error, found));
    }
  }
}

function isAnswerTo({ entities }: Asked, received: unknown): received is (JsonObject | null)[] {
  return (
    Array.isArray(received) &&
    received.length === entities.count &&
    received.every((each) => each === null || isObject(each))
  );
}
