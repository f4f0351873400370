import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { FetchOperation } from './fetch-operation.ts';
import type { Place } from './place.ts';
import type { PlannedStep } from './plan-steps.ts';
import { conditionOf } from './rewrite-path.ts';
import { pathsOf } from './selected.ts';

/** A planned fetch with what is known of it. */
export interface Step extends PlannedStep {
  readonly operation: FetchOperation;
  readonly place: Place;
  /** Response names from the root, joined by dots, of all that it brings. */
  readonly writes: ReadonlySet<string>;
}

/**
 * The steps that each step has to wait for, by index. A plan is a tree of sequences, so it makes a fetch wait for
 * everything before it; what counts is who brings what it reads. Mutations keep the plan's order: each change waits for
 * all that belongs to the one before.
 */
export function dependenciesOf(steps: readonly Step[]): ReadonlyMap<number, readonly number[]> {
  const writers = writersOf(steps);
  return new Map(
    steps.map((step) => {
      const { index, after } = step;
      if (step.fetch.operationKind === 'mutation') return [index, [...after]];
      const needed = readsOf(step).flatMap((path) => writers.get(path) ?? []);
      return [index, [...new Set(needed)].filter((each) => after.has(each))];
    }),
  );
}

/** By path: the steps that write it. */
function writersOf(steps: readonly Step[]): ReadonlyMap<string, readonly number[]> {
  const writers = new Map<string, number[]>();
  for (const { index, writes } of steps) {
    for (const path of writes) {
      const known = writers.get(path);
      if (known) known.push(index);
      else writers.set(path, [index]);
    }
  }
  return writers;
}

/** Paths below which more than one step writes: objects there grow, and must not be the same at different paths. */
export function sharedPaths(steps: readonly Step[]): ReadonlySet<string> {
  const writers = new Map<string, number>();
  const shared = new Set<string>();
  for (const { index, writes } of steps) {
    for (const path of writes) {
      for (let end = path.lastIndexOf('.'); end > 0; end = path.lastIndexOf('.', end - 1)) {
        const above = path.slice(0, end);
        if ((writers.get(above) ?? index) !== index) shared.add(above);
        writers.set(above, index);
      }
    }
  }
  return shared;
}

export function writesOf(operation: FetchOperation, place: Place): ReadonlySet<string> {
  return new Set(pathsOf(operation.selected, place.names.join('.')));
}

function readsOf(step: Step): string[] {
  const { path, place } = step;
  const isConditional = path.some((each) => each.includes('|['));
  const prefixes = place.names.map((_, at) => place.names.slice(0, at + 1).join('.'));
  return [...prefixes, ...(isConditional ? prefixes.map((each) => `${each}.__typename`) : []), ...requiredBy(step)];
}

/** Paths of what a step has to tell its subgraph. */
export function requiredBy({ place, fetch }: Step): string[] {
  const contexts = (fetch.contextRewrites ?? []).flatMap((each) => contextReads(place.names, each.path));
  return [...requiredPaths(fetch.requires ?? [], place.names.join('.')), ...contexts];
}

function requiredPaths(requires: readonly QueryPlanSelectionNode[], prefix: string): string[] {
  return requires.flatMap((each) => {
    if (each.kind === 'InlineFragment') return requiredPaths(each.selections, prefix);
    const path = `${prefix}.${each.alias ?? each.name}`;
    return [path, ...requiredPaths(each.selections ?? [], path)];
  });
}

/** A context is read from an object that holds the entity: `..` is one field up. */
function contextReads(names: readonly string[], path: readonly string[]): string[] {
  const up = path.filter((each) => each === '..').length;
  const start = names.slice(0, Math.max(0, names.length - up));
  const down = path.filter((each) => each !== '..' && conditionOf(each) === undefined);
  return down.map((_, at) => [...start, ...down.slice(0, at + 1)].join('.'));
}
