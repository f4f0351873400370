import type { SubgraphClient, WireError } from '../contract.ts';
import { MAX_GATHERED } from '../max-errors.ts';
import { blameError, blameFailure, errorsOf, pathOf, type Path } from './blame.ts';
import type { Step } from './dependencies.ts';
import { explainBelow, fallenBy, type Fallen } from './explain.ts';
import { copyOf, mergeInto } from './merge.ts';
import { compileOutputRewrites, renamesOf } from './output-rewrite.ts';
import { isObject, ownValue, type JsonObject } from './own.ts';
import { isWanted } from './plan-steps.ts';
import type { ProgramRequest, RunState } from './program-request.ts';
import { rootText, variablesText } from './request-text.ts';
import type { TypeNames } from './type-names.ts';

/** Compiles a fetch of root fields. Several steps: the same fields are wanted at several places. */
export function compileRootRequest(steps: readonly Step[], client: SubgraphClient, types: TypeNames): ProgramRequest {
  const [first] = steps as readonly [Step];
  const { selected } = first.operation;
  const text = rootText(first);
  const kind = first.fetch.operationKind;
  const rewrite = compileOutputRewrites(first.fetch.outputRewrites ?? [], types);
  const renames = renamesOf(first.fetch.outputRewrites ?? []);

  const merge = (targets: readonly JsonObject[], data: JsonObject) => {
    rewrite?.(data);
    for (const [at, target] of targets.entries()) {
      mergeInto(target, at === 0 ? data : copyOf(data, selected), selected, types);
    }
  };

  const take = (state: RunState, targets: readonly JsonObject[], ready: readonly Step[], answer: unknown) => {
    const data = isObject(answer) ? answer['data'] : undefined;
    const errors = isObject(answer) ? errorsOf(answer) : [];
    const fallen = errors.length > 0 && isObject(data) ? fallenBy(errors, data, selected) : undefined;
    if (isObject(data)) merge(targets, data);
    else if (errors.length === 0) state.errors.push(...failed(state, ready, new Error('The answer has no data.')));
    else state.explained.push(...fieldsOf(state, ready).map(({ path }) => path));
    if (data === null && errors.length > 0) state.isSeriesOver = true;
    for (const error of errors) {
      if (state.errors.length >= MAX_GATHERED) break;
      state.errors.push(...blameError(client, error, placesOf(state, ready, error, fallen?.get(error))));
    }
  };

  /** Where an error belongs; what it took with it is explained. */
  const placesOf = (state: RunState, ready: readonly Step[], error: WireError, fall: Fallen | undefined): Path[] => {
    const path = pathOf(error)?.map((each) => renames.get(String(each)) ?? each);
    if (!path) return fieldsOf(state, ready).flatMap((each) => (each.value === undefined || each.value === null ? [each.path] : []));
    const bases = basesOf(state, ready).map(({ base }) => base);
    if (fall) for (const base of bases) explainBelow(state, [...base, ...path.slice(0, fall.length)], fall.selected);
    return bases.map((base) => [...base, ...path]);
  };

  const failed = (state: RunState, ready: readonly Step[], failure: unknown) =>
    blameFailure(client, failure, fieldsOf(state, ready).map(({ path }) => path));

  return {
    steps,
    send(state, ready) {
      if (kind === 'mutation' && state.isSeriesOver) return undefined;
      const targets = isWanted(first, state.variables) ? targetsOf(state, ready) : [];
      if (targets.length === 0) return undefined;
      const body = `${text.head}${variablesText(text, state.variables)}}}`;
      return {
        answer: client.fetch({ kind, body }, state.context),
        take(answer) {
          state.isPlain &&= isObject(answer) && answer.isPlain === true;
          take(state, targets, ready, answer);
          return undefined;
        },
        fail: (failure) => state.errors.push(...failed(state, ready, failure)),
      };
    },
  };
}

function targetsOf(state: RunState, steps: readonly Step[]): JsonObject[] {
  const targets: JsonObject[] = [];
  for (const { place } of steps) place.collect(state.data, targets);
  return targets;
}

/** Where the root fields that were asked for belong. */
function basesOf(state: RunState, steps: readonly Step[]): { base: Path; object: JsonObject; step: Step }[] {
  const bases: { base: Path; object: JsonObject; step: Step }[] = [];
  for (const step of steps) step.place.locate(state.data, (object, base) => bases.push({ base, object, step }));
  return bases;
}

function fieldsOf(state: RunState, steps: readonly Step[]): { path: Path; value: unknown }[] {
  return basesOf(state, steps).flatMap(({ base, object, step }) =>
    step.operation.selected.keys.map(({ name }) => ({ path: [...base, name], value: ownValue(object, name) })),
  );
}
