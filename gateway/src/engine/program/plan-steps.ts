import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { Variables } from '../contract.ts';

/** A fetch of the plan, at the place that its answer belongs to. */
export interface PlannedStep {
  /** In the order of the plan. */
  readonly index: number;
  readonly fetch: FetchNode;
  /** From the root of the answer; `@` stands for every element of a list. Empty for root fetches. */
  readonly path: readonly string[];
  /** All have to hold. */
  readonly when: readonly Condition[];
  /** Steps that the plan puts before it. */
  readonly after: ReadonlySet<number>;
}

export interface Condition {
  readonly variable: string;
  readonly holds: boolean;
}

interface Place {
  readonly path: readonly string[];
  readonly when: readonly Condition[];
  readonly after: ReadonlySet<number>;
}

/** Whether a step is wanted; variables have their defaults. */
export function isWanted({ when }: PlannedStep, variables: Variables): boolean {
  return when.every(({ variable, holds }) => (Object.hasOwn(variables, variable) && variables[variable] === true) === holds);
}

/** Takes a plan's tree apart into its fetches. */
export function planSteps(root: PlanNode | undefined): PlannedStep[] {
  const steps: PlannedStep[] = [];
  if (root) addSteps(steps, root, { path: [], when: [], after: new Set() });
  return steps;
}

function addSteps(steps: PlannedStep[], node: PlanNode, place: Place): void {
  switch (node.kind) {
    case 'Fetch':
      steps.push({ index: steps.length, fetch: node, ...place });
      return;
    case 'Flatten':
      return addSteps(steps, node.node, { ...place, path: [...place.path, ...node.path.map(String)] });
    case 'Parallel':
      for (const each of node.nodes) addSteps(steps, each, place);
      return;
    case 'Sequence':
      return addSequence(steps, node.nodes, place);
    case 'Condition':
      return addBranches(steps, node, place);
    case 'Defer':
      throw new Error('The planner deferred a part of the operation, which it was not asked to.');
  }
}

function addSequence(steps: PlannedStep[], nodes: readonly PlanNode[], place: Place): void {
  const after = new Set(place.after);
  for (const each of nodes) {
    const from = steps.length;
    addSteps(steps, each, { ...place, after: new Set(after) });
    for (let index = from; index < steps.length; index++) after.add(index);
  }
}

function addBranches(steps: PlannedStep[], node: PlanNode & { kind: 'Condition' }, place: Place): void {
  for (const [branch, holds] of [[node.ifClause, true] as const, [node.elseClause, false] as const]) {
    if (branch) addSteps(steps, branch, { ...place, when: [...place.when, { variable: node.condition, holds }] });
  }
}
