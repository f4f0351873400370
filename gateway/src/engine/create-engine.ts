import { isPlanNode, type PlanNode, type QueryPlan } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import type { Engine, SubgraphClient, Supergraph } from './contract.ts';
import { compileProgram } from './program/compile-program.ts';
import { TypeNames } from './program/type-names.ts';
import { compileShape } from './shape/compile-shape.ts';

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
  const clientOf = (name: string) => {
    const client = clients.get(name);
    if (!client) throw new Error(`The plan asks the subgraph ${name}, which the supergraph does not list.`);
    return client;
  };
  return {
    supergraph,
    prepare(document, operation) {
      const plan = supergraph.plan(document, operation.name?.value);
      const program = compileProgram(nodeOf(plan), types, clientOf);
      const shape = compileShape(supergraph.apiSchema, document, operation);
      return {
        plan,
        execute: (variables, context) =>
          program.gather(variables, context).then((gathered) => shape.write(gathered, variables)),
      };
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

function nodeOf({ node }: QueryPlan): PlanNode | undefined {
  if (node && !isPlanNode(node)) throw new GraphQLError('Subscriptions are not run as single operations.');
  return node;
}
