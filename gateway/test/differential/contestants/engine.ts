import { prettyFormatQueryPlan } from '@apollo/query-planner';
import { getVariableValues } from 'graphql';
import type { GatewayContext } from '../../../src/context.ts';
import type { Executable, SubgraphClient, Variables } from '../../../src/engine/contract.ts';
import { createEngine } from '../../../src/engine/create-engine.ts';
import { readAnswer } from '../../../src/engine/fetch/wire-answer.ts';
import { loadSupergraph } from '../../../src/engine/supergraph/load-supergraph.ts';
import { PlannerProcess } from '../../../src/engine/supergraph/planner-process.ts';
import { DEFAULT_LIMITS } from '../../../src/limits/limit-settings.ts';
import type { Composed } from '../composed.ts';
import { toTestError, type Contestant, type TestOperation } from '../operation.ts';
import { Unavailable, type Session } from '../session.ts';
import { isTooHardToPlan, TooHardToPlan } from '../too-hard-to-plan.ts';

/**
 * The gateway's own engine, from a validated document to the answer's text, over subgraphs in this process. It plans as the
 * gateway does, in a process with limits: one generated operation can take a planner in this process all memory there is.
 */
export function createEngineContestant(composed: Composed): Contestant {
  const sessions = new WeakMap<GatewayContext, Session>();
  const planner = new PlannerProcess(composed.supergraphSdl, DEFAULT_LIMITS);
  const engine = createEngine({
    supergraph: { ...loadSupergraph(composed.supergraphSdl), plan: (document, name) => planner.plan(document, name) },
    clientFor: (name) => createClient(composed, name, sessions),
  });
  const prepared = new WeakMap<TestOperation, Executable>();
  const prepare = async (operation: TestOperation) => {
    const { document, definition } = operation;
    const executable = await engine.prepare(document, definition, coerce(composed, operation)).catch(tellTooHard);
    prepared.set(operation, executable);
    return executable;
  };
  return {
    name: 'engine',
    tellsLocations: true,
    async run(operation, session) {
      const context = createContext();
      sessions.set(context, session);
      const executable = prepared.get(operation) ?? (await prepare(operation));
      const { data, errors } = await executable.execute(coerce(composed, operation), context);
      return { data, errors: errors.map(toTestError) };
    },
    explain(operation) {
      const executable = prepared.get(operation);
      return executable ? prettyFormatQueryPlan(executable.plan) : 'It could not be planned.';
    },
    async close() {
      await Promise.all([engine.close(), planner.close()]);
    },
  };
}

/** @throws TooHardToPlan for a refusal by the planner's process, and what it is given */
function tellTooHard(error: unknown): never {
  throw isTooHardToPlan(error) ? new TooHardToPlan('It is too hard to plan.', { cause: error }) : error;
}

function coerce({ apiSchema }: Composed, { definition, variables }: TestOperation): Variables {
  const { coerced, errors } = getVariableValues(apiSchema, definition.variableDefinitions ?? [], variables);
  if (!coerced) throw new Error(`Variables that do not fit: ${errors.map(String).join(' ')}`);
  return coerced;
}

function createClient(composed: Composed, name: string, sessions: WeakMap<GatewayContext, Session>): SubgraphClient {
  const subgraph = composed.subgraphs.get(name);
  if (!subgraph) throw new Error(`There is no subgraph ${name}.`);
  return {
    name,
    async fetch({ body }, context) {
      const session = sessions.get(context);
      if (!session) throw new Error('A fetch for nobody.');
      if (session.down.has(name)) throw new Unavailable('The subgraph is down.');
      const answer = await subgraph.answer(JSON.parse(body) as { query: string }, session);
      return readAnswer({ status: 200, text: JSON.stringify(answer) });
    },
    describe(failure) {
      // What is no failure of the subgraph's is a fault of the gateway's own, which a test must see.
      if (!(failure instanceof Unavailable)) throw failure;
      return { message: failure.message, extensions: { code: 'UNAVAILABLE', service: name } };
    },
    subscribe: () => {
      throw new Error('Nothing is subscribed to here.');
    },
    extensionsOf: ({ extensions }) => extensions ?? {},
    close: () => Promise.resolve(),
  };
}

function createContext(): GatewayContext {
  return {
    identity: null,
    refusal: null,
    requestId: '01890000-0000-7000-8000-000000000000',
    clientAddress: '127.0.0.1',
    deadline: Date.now() + 60_000,
    signal: new AbortController().signal,
  };
}
