import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import type { SubgraphClient } from '../contract.ts';
import { AskedEntities } from './asked-entities.ts';
import type { Step } from './dependencies.ts';
import { EntityExchange, type Asked, type CompiledLookup } from './entity-exchange.ts';
import { compileLookup, type Surroundings } from './entity-request.ts';
import { withVariablesRenamed } from './fetch-operation.ts';
import { isObject, ownValue, type JsonObject } from './own.ts';
import { isWanted } from './plan-steps.ts';
import type { ProgramRequest, RunState } from './program-request.ts';
import { lookupsOf } from './request-text.ts';
import { conditionOf } from './rewrite-path.ts';
import type { TypeNames } from './type-names.ts';

/** Values of `@fromContext` arguments as JSON, by variable. */
type ContextValues = ReadonlyMap<string, string>;

interface Group {
  readonly values: ContextValues;
  readonly objects: Set<JsonObject>;
}

/**
 * Compiles a fetch whose arguments come from objects that hold the entity (`@context`, `@fromContext`). The entities are
 * grouped by these values, and each group has an `_entities` of its own.
 */
export function compileContextRequest(
  step: Step,
  client: SubgraphClient,
  types: TypeNames,
  surroundings: Surroundings,
): ProgramRequest {
  const rewrites = step.fetch.contextRewrites ?? [];
  const variables = new Set(rewrites.map(({ renameKeyTo }) => renameKeyTo));
  const [plain] = lookupsOf([step]).map((each) => compileLookup(each, types, surroundings)) as [CompiledLookup];
  const exchange = new EntityExchange(client, types, step.fetch.operationName);

  const lookupOf = (at: number): CompiledLookup => ({
    ...plain,
    operation: withVariablesRenamed(plain.operation, variables, `_${at}`),
    alias: `_e${at}`,
    variable: `_${plain.variable}_${at}`,
  });
  const askFor = ({ values, objects }: Group, at: number, count: number, { data }: RunState): Asked => ({
    lookup: count === 1 ? plain : lookupOf(at),
    entities: new AskedEntities(plain.entitySteps, data, objects),
    values: [...values].map(([name, json]) => `"${name}${count === 1 ? '' : `_${at}`}":${json}`).join(','),
  });

  return {
    steps: [step],
    send(state) {
      if (!isWanted(step, state.variables)) return undefined;
      const groups = groupByContext(step, rewrites, state.data, types);
      return exchange.send(
        state,
        groups.map((each, at) => askFor(each, at, groups.length, state)),
      );
    },
  };
}

function groupByContext(
  { place }: Step,
  rewrites: readonly FetchDataKeyRenamer[],
  root: JsonObject,
  types: TypeNames,
): Group[] {
  const groups = new Map<string, Group>();
  place.locate(root, (object, _path, holders) => {
    const values = new Map<string, string>();
    for (const { path, renameKeyTo } of rewrites) {
      const value = contextValue(path, holders, types);
      if (value !== undefined && !values.has(renameKeyTo)) values.set(renameKeyTo, JSON.stringify(value));
    }
    const key = JSON.stringify([...values]);
    const group = groups.get(key);
    if (group) group.objects.add(object);
    else groups.set(key, { values, objects: new Set([object]) });
  });
  return [...groups.values()];
}

/** Follows a path that starts so many fields above the entity (`..`). */
function contextValue(path: readonly string[], holders: readonly JsonObject[], types: TypeNames): unknown {
  const up = path.filter((each) => each === '..').length;
  return valueAt(holders.at(-up), path, up, types);
}

function valueAt(from: unknown, path: readonly string[], start: number, types: TypeNames): unknown {
  let value = from;
  for (let at = start; at < path.length; at++) {
    if (Array.isArray(value)) return value.map((each) => valueAt(each, path, at, types));
    if (!isObject(value)) return value === null ? null : undefined;
    const element = path[at] ?? '';
    const condition = conditionOf(element);
    if (condition === undefined) value = ownValue(value, element);
    else if (!types.matching(condition).has(String(value['__typename']))) return undefined;
  }
  return value;
}
