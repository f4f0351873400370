import type { QueryPlan } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import type { Engine, Executable, Gathered, Shape, SubgraphClient, Supergraph, Variables } from './contract.ts';
import { operationIn } from './document.ts';
import { MAX_ANSWER_BYTES } from './max-answer.ts';
import { compileProgram, type Program } from './program/compile-program.ts';
import { compileSubscription, type SubscriptionProgram } from './program/compile-subscription.ts';
import { decideConditions } from './program/conditions.ts';
import { expandConditions } from './program/expand-conditions.ts';
import { isolateNames } from './program/isolate-names.ts';
import { plannable } from './program/plannable.ts';
import { TypeNames } from './program/type-names.ts';
import { compileShape } from './shape/compile-shape.ts';
import { interfaceObjectsOf } from './supergraph/interface-objects.ts';
import { plannerNames } from './supergraph/planner-names.ts';

export interface EngineOptions {
  readonly supergraph: Supergraph;
  /**
   * Asked once for each subgraph, when the engine is made.
   * @param url what composition knew; empty where it knew none
   */
  readonly clientFor: (name: string, url: string) => SubgraphClient;
  /** Of all answers that one operation gathers. Default: 4 MiB. */
  readonly maxAnswerBytes?: number;
}

/**
 * Puts the engine together: the planner's plan, compiled into a program that gathers data, and the shape of the answer.
 * @throws what `clientFor` throws, as for a subgraph without an address
 */
export function createEngine({ supergraph, clientFor, maxAnswerBytes = MAX_ANSWER_BYTES }: EngineOptions): Engine {
  const clients = new Map([...supergraph.subgraphs].map(([name, url]) => [name, clientFor(name, url)] as const));
  const types = new TypeNames(supergraph.fullSchema);
  const names = plannerNames(supergraph.sdl);
  const interfaceObjects = { schema: supergraph.apiSchema, names: interfaceObjectsOf(supergraph.sdl) };
  const clientOf = (name: string) => {
    const client = clients.get(name);
    if (!client) throw new Error(`The plan asks the subgraph ${name}, which the supergraph does not list.`);
    return client;
  };
  const programOptions = { types, clientFor: clientOf, maxAnswerBytes };
  return {
    supergraph,
    async prepare(document, { name }, given = {}) {
      const decided = decideConditions(document, given);
      const isolated = isolateNames(decided, names);
      const planned = plannable(expandConditions(isolated.document, interfaceObjects), name?.value);
      const plan: QueryPlan = planned ? await supergraph.plan(planned, name?.value) : { kind: 'QueryPlan' };
      const shape = compileShape(supergraph.apiSchema, decided, operationIn(decided, name?.value), isolated.keys);
      const operationParts: OperationParts = {
        plan,
        rename: isolated.renameVariables,
        write: (gathered, variables) => shape.write(withClientsPaths(gathered, isolated.names), variables),
      };
      const { node } = plan;
      return node?.kind === 'Subscription'
        ? withManyAnswers(compileSubscription(node, programOptions), operationParts)
        : withOneAnswer(compileProgram(node, programOptions), operationParts);
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

/** What is the same whether an operation has one answer or many. */
interface OperationParts extends Pick<Executable, 'plan'>, Pick<Shape, 'write'> {
  /** To the names that the plan has for the client's variables. */
  readonly rename: (variables: Variables) => Variables;
}

function withOneAnswer(program: Program, { plan, rename, write }: OperationParts): Executable {
  const execute: Executable['execute'] = (variables, context, observer) =>
    program.gather(rename(variables), context, observer).then((gathered) => write(gathered, variables));
  return {
    plan,
    execute,
    async *subscribe(variables, context) {
      yield await execute(variables, context);
    },
  };
}

function withManyAnswers(program: SubscriptionProgram, { plan, rename, write }: OperationParts): Executable {
  return {
    plan,
    execute: () => Promise.reject(new GraphQLError('A subscription has many answers.')),
    async *subscribe(variables, context) {
      for await (const gathered of program.follow(rename(variables), context)) yield write(gathered, variables);
    },
  };
}

/** Paths of errors lead through response names that were made up for the planner. */
function withClientsPaths(gathered: Gathered, names: ReadonlyMap<string, string>): Gathered {
  if (names.size === 0 || gathered.errors.length === 0) return gathered;
  const toClients = (path: readonly (string | number)[]) => path.map((each) => names.get(String(each)) ?? each);
  const errors = gathered.errors.map(
    ({ message, path, extensions, originalError }) =>
      new GraphQLError(message, { path: path && toClients(path), extensions, originalError }),
  );
  const explained = gathered.explained?.map(toClients);
  const required = gathered.required && new Set([...gathered.required].map((path) => toClients(path.split('.')).join('.')));
  return { data: gathered.data, errors, explained, required, isPlain: gathered.isPlain };
}
