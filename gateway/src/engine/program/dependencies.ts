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
  return new Map(
    steps.map((step) => {
      const before = [...step.after];
      if (step.fetch.operationKind === 'mutation') return [step.index, before];
      const reads = readsOf(step);
      return [step.index, before.filter((index) => reads.some((path) => steps[index]?.writes.has(path)))];
    }),
  );
}

export function writesOf(operation: FetchOperation, place: Place): ReadonlySet<string> {
  return new Set(pathsOf(operation.selected, place.names.join('.')));
}

function readsOf({ path, place, fetch }: Step): string[] {
  const isConditional = path.some((each) => each.includes('|['));
  const prefixes = place.names.map((_, at) => place.names.slice(0, at + 1).join('.'));
  const own = place.names.join('.');
  const contexts = (fetch.contextRewrites ?? []).flatMap((each) => contextReads(place.names, each.path));
  return [
    ...prefixes,
    ...(isConditional ? prefixes.map((each) => `${each}.__typename`) : []),
    ...requiredPaths(fetch.requires ?? [], own),
    ...contexts,
  ];
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
