import { isPlanNode, type PlanNode, type QueryPlan } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import type { Engine, Gathered, SubgraphClient, Supergraph } from './contract.ts';
import { compileProgram } from './program/compile-program.ts';
import { isolateNames } from './program/isolate-names.ts';
import { TypeNames } from './program/type-names.ts';
import { compileShape } from './shape/compile-shape.ts';
import { plannerNames } from './supergraph/planner-names.ts';

export interface EngineOptions {
  readonly supergraph: Supergraph;
  /**
   * Asked once for each subgraph, when the engine is made.
   * @param url what composition knew; empty where it knew none
   */
  readonly clientFor: (name: string, url: string) => SubgraphClient;
}

/**
 * Puts the engine together: the planner's plan, compiled into a program that gathers data, and the shape of the answer.
 * @throws what `clientFor` throws, as for a subgraph without an address
 */
export function createEngine({ supergraph, clientFor }: EngineOptions): Engine {
  const clients = new Map([...supergraph.subgraphs].map(([name, url]) => [name, clientFor(name, url)] as const));
  const types = new TypeNames(supergraph.fullSchema);
  const names = plannerNames(supergraph.sdl);
  const clientOf = (name: string) => {
    const client = clients.get(name);
    if (!client) throw new Error(`The plan asks the subgraph ${name}, which the supergraph does not list.`);
    return client;
  };
  return {
    supergraph,
    prepare(document, operation) {
      const isolated = isolateNames(document, names);
      const plan = supergraph.plan(isolated.document, operation.name?.value);
      const program = compileProgram(nodeOf(plan), types, clientOf);
      const shape = compileShape(supergraph.apiSchema, document, operation, isolated.keys);
      return {
        plan,
        execute: (variables, context) =>
          program
            .gather(isolated.renameVariables(variables), context)
            .then((gathered) => shape.write(withClientsPaths(gathered, isolated.names), variables)),
      };
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

/** Paths of errors lead through response names that were made up for the planner. */
function withClientsPaths(gathered: Gathered, names: ReadonlyMap<string, string>): Gathered {
  if (names.size === 0 || gathered.errors.length === 0) return gathered;
  const errors = gathered.errors.map(
    ({ message, path, extensions, originalError }) =>
      new GraphQLError(message, {
        path: path?.map((each) => names.get(String(each)) ?? each),
        extensions,
        originalError,
      }),
  );
  return { data: gathered.data, errors };
}

function nodeOf({ node }: QueryPlan): PlanNode | undefined {
  if (node && !isPlanNode(node)) throw new GraphQLError('Subscriptions are not run as single operations.');
  return node;
}
