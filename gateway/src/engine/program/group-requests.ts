import type { Step } from './dependencies.ts';

/** Selections in one request: a subgraph that limits aliases is not to be asked for too much at once. */
const MAX_SELECTIONS = 20;

/**
 * Groups the steps that travel together: they ask one subgraph, under the same conditions, and can wait for one another.
 * Those are the fetches of entities of each wave, and root fetches that are the same. What nothing else waits for goes in
 * the last wave that asks its subgraph anyway: the answer is complete no later, and a request is saved.
 */
export function groupSteps(
  steps: readonly Step[],
  dependencies: ReadonlyMap<number, readonly number[]>,
): (readonly Step[])[] {
  const waves = wavesOf(steps, dependencies);
  const groups = Map.groupBy(steps, (step) => groupKey(step, waves[step.index] ?? 0));
  return [...groups.values()].flatMap(split);
}

function split(steps: readonly Step[]): Step[][] {
  const selections = [...Map.groupBy(steps, ({ operation }) => operation.identity).values()];
  const groups: Step[][] = [];
  for (let at = 0; at < selections.length; at += MAX_SELECTIONS) {
    groups.push(selections.slice(at, at + MAX_SELECTIONS).flat());
  }
  return groups;
}

/** The number of rounds that have to come before each step. */
function wavesOf(steps: readonly Step[], dependencies: ReadonlyMap<number, readonly number[]>): number[] {
  const waves: number[] = [];
  for (const { index } of steps) {
    const before = dependencies.get(index) ?? [];
    waves[index] = 1 + Math.max(-1, ...before.map((each) => waves[each] ?? 0));
  }
  const awaited = new Set([...dependencies.values()].flat());
  const last = new Map<string, number>();
  const isMovable = (step: Step) => !awaited.has(step.index) && isMergeable(step) && step.fetch.requires;
  for (const step of steps) {
    const wave = waves[step.index] ?? 0;
    if (isMovable(step)) last.set(company(step), Math.max(wave, last.get(company(step)) ?? 0));
  }
  return waves.map((wave, index) => {
    const step = steps[index] as Step;
    return isMovable(step) ? (last.get(company(step)) ?? wave) : wave;
  });
}

function groupKey(step: Step, wave: number): string {
  if (!isMergeable(step)) return `alone ${step.index}`;
  const rootText = step.fetch.requires ? '' : step.operation.identity;
  return JSON.stringify([company(step), wave, rootText]);
}

/** Values from a context are variables of the whole request, so these steps travel alone; changes always do. */
function isMergeable({ fetch }: Step): boolean {
  return fetch.operationKind === 'query' && !fetch.contextRewrites;
}

function company({ fetch, when }: Step): string {
  return JSON.stringify([fetch.serviceName, when]);
}
