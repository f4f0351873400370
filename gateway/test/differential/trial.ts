import { compare } from './compare.ts';
import type { Composed } from './composed.ts';
import { makeFaults } from './generate/faults.ts';
import { makeOperation } from './generate/operation.ts';
import { Tape } from './generate/tape.ts';
import type { Contestant, TestAnswer, TestOperation } from './operation.ts';
import { answerByReference, listAllErrors, type ReferenceAnswer } from './reference.ts';
import { Session, type Fault } from './session.ts';
import { TooHardToPlan } from './too-hard-to-plan.ts';

/** What goes wrong during a run. */
export interface Scenario {
  readonly faults: readonly Fault[];
  readonly down: readonly string[];
}

/** One run of an operation. */
export interface Trial {
  readonly operation: TestOperation;
  readonly scenario: Scenario;
  readonly expected: ReferenceAnswer;
  /** The contestant's. */
  readonly session: Session;
}

/** Who is told of what was tried. */
export interface Watcher {
  readonly onTrial?: (trial: Trial) => void;
  /** Of an operation that could not be tried; see TooHardToPlan. */
  readonly onTooHard?: (operation: TestOperation) => void;
}

/** A run that did not go as it should. */
export interface Disagreement {
  readonly graph: string;
  readonly operation: TestOperation;
  readonly scenario: Scenario;
  readonly differences: readonly string[];
  readonly expected: TestAnswer;
  readonly actual: TestAnswer | undefined;
  readonly plan: string;
}

export const NOTHING_WRONG: Scenario = { faults: [], down: [] };

/**
 * Makes an operation of a row of numbers, and holds a contestant's answers to the reference's, with faults and without.
 * Undefined where they agree, and where the operation is too hard to plan.
 */
export async function tryTape(
  composed: Composed,
  contestant: Contestant,
  numbers: readonly number[],
  watcher: Watcher = {},
): Promise<Disagreement | undefined> {
  const tape = new Tape(numbers);
  const ids = composed.graph.makeThings().map(({ $ }) => $);
  const operation = makeOperation(composed.apiSchema, ids, tape);
  try {
    for (const scenario of await makeScenarios(composed, operation, tape)) {
      const disagreement = await tryOperation(composed, contestant, operation, scenario, watcher.onTrial);
      if (disagreement) return disagreement;
    }
  } catch (error) {
    if (!(error instanceof TooHardToPlan)) throw error;
    watcher.onTooHard?.(operation);
  }
  return undefined;
}

async function makeScenarios(composed: Composed, operation: TestOperation, tape: Tape): Promise<readonly Scenario[]> {
  const { graph, facts, apiSchema } = composed;
  const calm = new Session(graph, facts);
  await answerByReference(composed, operation, calm);
  const faulty = [1, 2].map(() => ({ faults: makeFaults(apiSchema, facts, calm.visits, tape), down: [] }));
  const down = graph.mayBeDown.length > 0 && tape.chance(40) ? [{ faults: [], down: [tape.pick(graph.mayBeDown)] }] : [];
  return [NOTHING_WRONG, ...faulty.filter(({ faults }) => faults.length > 0), ...down];
}

/**
 * Runs one operation on both sides and tells how they differ; undefined where they agree.
 * @throws TooHardToPlan, which is neither
 */
export async function tryOperation(
  composed: Composed,
  contestant: Contestant,
  operation: TestOperation,
  scenario: Scenario,
  onTrial?: (trial: Trial) => void,
): Promise<Disagreement | undefined> {
  const session = () => new Session(composed.graph, composed.facts, scenario.faults, scenario.down);
  const [own, theirs] = [session(), session()];
  const expected = await answerByReference(composed, operation, own);
  const report = (differences: readonly string[], actual?: TestAnswer): Disagreement => ({
    graph: composed.graph.name,
    operation,
    scenario,
    differences,
    expected,
    actual,
    plan: planOf(contestant, operation),
  });
  let actual: TestAnswer;
  try {
    actual = await contestant.run(operation, theirs);
  } catch (error) {
    if (error instanceof TooHardToPlan) throw error;
    return report([`thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]);
  }
  onTrial?.({ operation, scenario, expected, session: theirs });
  const all = () => listAllErrors(composed, operation, session());
  const isDown = scenario.down.length > 0;
  const { hasInterfaceObjects } = composed.facts;
  const comparison = { expected, actual, all, isDown, hasInterfaceObjects, comparesLocations: contestant.tellsLocations };
  const differences = [
    ...(await compare(comparison)),
    // A subgraph that is down has done nothing; the reference has no part that could have stayed away.
    ...(isDown ? [] : sideEffectFaults(own.log, theirs.log)),
  ];
  return differences.length > 0 ? report(differences, actual) : undefined;
}

function sideEffectFaults(expected: readonly string[], actual: readonly string[]): string[] {
  return JSON.stringify(expected) === JSON.stringify(actual)
    ? []
    : [`mutations: expected ${JSON.stringify(expected)}, actual ${JSON.stringify(actual)}`];
}

function planOf(contestant: Contestant, operation: TestOperation): string {
  try {
    return contestant.explain(operation);
  } catch (error) {
    return `There is no plan: ${String(error)}`;
  }
}

/** All that it takes to see it again. */
export function describeDisagreement({ graph, operation, scenario, differences, expected, actual, plan }: Disagreement): string {
  return [
    `graph ${graph}`,
    ...differences,
    operation.text,
    `variables ${JSON.stringify(operation.variables)}`,
    `scenario ${JSON.stringify(scenario)}`,
    `expected ${expected.data}`,
    ...expected.errors.map((error) => `         ${JSON.stringify(error)}`),
    `actual   ${actual?.data ?? 'none'}`,
    ...(actual?.errors ?? []).map((error) => `         ${JSON.stringify(error)}`),
    plan,
  ].join('\n');
}
