import type { Step } from './dependencies.ts';

/** Steps that travel together: they ask one subgraph, under the same conditions, and can wait for one another. */
export interface StepGroup {
  readonly steps: readonly Step[];
}

/** So that a subgraph which limits aliases is not asked for too much at once. */
const MAX_STEPS = 60;

/**
 * Groups the fetches of entities of each wave. Fetches that nothing else waits for go in the last wave that asks their
 * subgraph anyway: the answer is complete no later, and a request is saved.
 */
export function groupSteps(steps: readonly Step[], dependencies: ReadonlyMap<number, readonly number[]>): StepGroup[] {
  const waves = wavesOf(steps, dependencies);
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const key = groupKey(step, waves[step.index] ?? 0);
    const group = groups.get(key);
    if (group && group.length < MAX_STEPS) group.push(step);
    else groups.set(key, [step]);
    if (group && group.length >= MAX_STEPS) groups.set(`${key} ${step.index}`, group);
  }
  return [...groups.values()].map((each) => ({ steps: each }));
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
