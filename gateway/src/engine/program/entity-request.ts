import type { SubgraphClient } from '../contract.ts';
import { AskedEntities, type EntityStep } from './asked-entities.ts';
import type { Step } from './dependencies.ts';
import { EntityExchange, type Asked, type CompiledLookup } from './entity-exchange.ts';
import { compileOutputRewrites, renamesOf } from './output-rewrite.ts';
import { isWanted } from './plan-steps.ts';
import type { ProgramRequest, RunState } from './program-request.ts';
import { compileRepresentation, type Representation } from './representation.ts';
import { entitiesText, lookupsOf, type Lookup } from './request-text.ts';
import type { TypeNames } from './type-names.ts';

/** What a program's steps have to know of one another. */
export interface Surroundings {
  /** Paths below which more than one step writes. */
  readonly shared: ReadonlySet<string>;
  readonly hasContexts: boolean;
}

/** Compiles the request of some fetches of entities: an `_entities` for each selection that is wanted. */
export function compileEntityRequest(
  steps: readonly Step[],
  client: SubgraphClient,
  types: TypeNames,
  surroundings: Surroundings,
): ProgramRequest {
  const lookups = lookupsOf(steps).map((each) => compileLookup(each, types, surroundings));
  const [first] = steps as readonly [Step];
  const exchange = new EntityExchange(client, types, first.fetch.operationName);
  const text = entitiesText(lookups, first.fetch.operationName);
  return {
    steps,
    send(state, ready) {
      if (!isWanted(first, state.variables)) return undefined;
      if (ready.length === steps.length) return exchange.send(state, ask(lookups, state), text);
      const some = lookups.flatMap((each) => {
        const entitySteps = each.entitySteps.filter(({ step }) => ready.includes(step));
        return entitySteps.length > 0 ? [{ ...each, entitySteps }] : [];
      });
      return exchange.send(state, ask(some, state));
    },
  };
}

export function compileLookup(lookup: Lookup, types: TypeNames, surroundings: Surroundings): CompiledLookup {
  const rewrites = lookup.steps[0]?.fetch.outputRewrites ?? [];
  const representations = new Map<string, Representation>();
  const representationOf = ({ fetch: { requires = [], inputRewrites = [] } }: Step) => {
    const key = JSON.stringify([requires, inputRewrites]);
    const known = representations.get(key) ?? compileRepresentation(requires, inputRewrites, types);
    representations.set(key, known);
    return known;
  };
  return {
    ...lookup,
    rewrite: compileOutputRewrites(rewrites, types),
    renames: renamesOf(rewrites),
    entitySteps: lookup.steps.map((step, at) => ({
      step,
      representation: representationOf(step),
      copied: copyingOf(lookup.steps, at, surroundings),
    })),
  };
}

/** Nothing is copied where nothing else is brought for the inside of what these steps bring. */
function copyingOf(steps: readonly Step[], at: number, { shared, hasContexts }: Surroundings): EntityStep['copied'] {
  if (!steps.some((step) => bringsShared(step, shared))) return 'never';
  // By its context, an object may become another in each place that holds it.
  if (hasContexts) return 'each';
  // At places of one step the same is brought later.
  return at === 0 ? 'never' : 'once';
}

function bringsShared({ operation, place }: Step, shared: ReadonlySet<string>): boolean {
  return operation.selected.keys.some(({ name, nested }) => nested && shared.has([...place.names, name].join('.')));
}

function ask(lookups: readonly CompiledLookup[], { data }: RunState): Asked[] {
  return lookups.map((lookup) => ({ lookup, entities: new AskedEntities(lookup.entitySteps, data) }));
}
