import { createHash } from 'node:crypto';
import { execute, printSchema, type GraphQLSchema } from 'graphql';
import type { Engine, Variables } from '../../src/engine/contract.ts';

/** An engine without subgraphs: graphql-js runs the operations on a schema that has resolvers. */
export function createLocalEngine(schema: GraphQLSchema): Engine {
  const sdl = printSchema(schema);
  const plan = { kind: 'QueryPlan' as const };
  return {
    supergraph: {
      sdl,
      id: createHash('sha256').update(sdl).digest('hex'),
      apiSchema: schema,
      fullSchema: schema,
      subgraphs: new Map(),
      plan: () => plan,
    },
    async prepare(document, operation) {
      const run = async (variableValues: Variables) => {
        const operationName = operation.name?.value;
        const { data, errors = [] } = await execute({ schema, document, variableValues, operationName });
        return { data: JSON.stringify(data ?? null), errors };
      };
      return {
        plan,
        execute: run,
        async *subscribe(variables) {
          yield await run(variables);
        },
      };
    },
    close: async () => undefined,
  };
}
