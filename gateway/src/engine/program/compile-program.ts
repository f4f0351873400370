import type { PlanNode } from '@apollo/query-planner';
import type { GatewayContext } from '../../context.ts';
import type { Gathered, RunObserver, SubgraphClient, Variables } from '../contract.ts';
import { compileContextRequest } from './context-request.ts';
import { dependenciesOf, requiredBy, sharedPaths, writesOf, type Step } from './dependencies.ts';
import { readFetchOperation } from './fetch-operation.ts';
import { groupSteps } from './group-requests.ts';
import { compilePlace } from './place.ts';
import { planSteps, type PlannedStep } from './plan-steps.ts';
import { compileEntityRequest } from './entity-request.ts';
import { compileRootRequest } from './root-request.ts';
import { Run } from './run.ts';
import type { ProgramRequest } from './program-request.ts';
import type { TypeNames } from './type-names.ts';

/** A query plan made ready to run: all that does not depend on values is decided. */
export interface Program {
  /** How many requests to subgraphs a run makes at most, as long as they answer in good time. */
  readonly requestCount: number;
  /** Never rejects for what a subgraph does. */
  gather(variables: Variables, context: GatewayContext, observer?: RunObserver): Promise<Gathered>;
}

/** The order in which steps run. */
export interface Schedule {
  /** See `Gathered.required`. */
  readonly required: ReadonlySet<string>;
  readonly steps: readonly Step[];
  readonly requests: readonly ProgramRequest[];
  /** By step: its request. */
  readonly requestOf: readonly number[];
  /** By step: how many others it waits for. */
  readonly waits: readonly number[];
  /** By step: those that wait for it. */
  readonly dependents: readonly (readonly number[])[];
  /** Of all answers together. */
  readonly maxAnswerBytes: number;
}

export interface ProgramOptions {
  readonly types: TypeNames;
  /** Asked once for each subgraph of the plan. */
  readonly clientFor: (subgraph: string) => SubgraphClient;
  /** Of all answers together; one that comes beyond is a failure of its service. */
  readonly maxAnswerBytes: number;
}

export function compileProgram(
  plan: PlanNode | undefined,
  { types, clientFor, maxAnswerBytes }: ProgramOptions,
): Program {
  const steps = planSteps(plan).map((each) => toStep(each, types));
  const dependencies = dependenciesOf(steps);
  const surroundings = {
    shared: sharedPaths(steps),
    hasContexts: steps.some(({ fetch }) => fetch.contextRewrites),
  };
  const requests = groupSteps(steps, dependencies).map((group) => {
    const [first] = group as readonly [Step];
    const client = clientFor(first.fetch.serviceName);
    if (!first.fetch.requires) return compileRootRequest(group, client, types);
    if (first.fetch.contextRewrites) return compileContextRequest(first, client, types, surroundings);
    return compileEntityRequest(group, client, types, surroundings);
  });
  const schedule = { ...scheduleOf(steps, requests, dependencies), maxAnswerBytes };
  return {
    requestCount: requests.length,
    gather: (variables, context, observer) => new Run(schedule, variables, context, observer).start(),
  };
}

function toStep(planned: PlannedStep, types: TypeNames): Step {
  const operation = readFetchOperation(planned.fetch);
  const place = compilePlace(planned.path, types);
  return { ...planned, operation, place, writes: writesOf(operation, place) };
}

function scheduleOf(
  steps: readonly Step[],
  requests: readonly ProgramRequest[],
  dependencies: ReadonlyMap<number, readonly number[]>,
): Omit<Schedule, 'maxAnswerBytes'> {
  const requestOf: number[] = [];
  for (const [index, { steps: own }] of requests.entries()) for (const each of own) requestOf[each.index] = index;
  const dependents: number[][] = steps.map(() => []);
  for (const [index, before] of dependencies) for (const each of before) dependents[each]?.push(index);
  const waits = steps.map(({ index }) => dependencies.get(index)?.length ?? 0);
  const required = new Set(steps.flatMap(requiredBy));
  return { required, steps, requests, requestOf, waits, dependents };
}
