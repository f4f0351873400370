import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { buildSchema, Kind, parse, print, printSchema, visit, type GraphQLSchema } from 'graphql';
import { readFacts, type Facts } from './facts.ts';
import type { Graph } from './graph.ts';
import { InProcessSubgraph } from './in-process-subgraph.ts';

/** A graph, composed, with what answers for its subgraphs. */
export interface Composed {
  readonly graph: Graph;
  readonly facts: Facts;
  readonly supergraphSdl: string;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** The same with no field that must not be null: in it every error stays where it was made. */
  readonly lenientSchema: GraphQLSchema;
  readonly subgraphs: ReadonlyMap<string, InProcessSubgraph>;
}

/** @throws Error where a fixture does not compose */
export function compose(graph: Graph): Composed {
  const { errors, supergraphSdl } = composeServices(
    graph.subgraphs.map(({ name, typeDefs }) => ({ name, url: `http://${name}.invalid`, typeDefs: parse(typeDefs) })),
  );
  if (errors) throw new Error(errors.map(String).join('\n'));
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema();
  return {
    graph,
    facts: readFacts(graph, supergraph.schema.toGraphQLJSSchema()),
    supergraphSdl,
    apiSchema,
    lenientSchema: makeLenient(apiSchema),
    subgraphs: new Map(graph.subgraphs.map((subgraph) => [subgraph.name, new InProcessSubgraph(subgraph)])),
  };
}

function makeLenient(schema: GraphQLSchema): GraphQLSchema {
  const lenient = visit(parse(printSchema(schema)), {
    FieldDefinition: (field) => ({
      ...field,
      type: visit(field.type, { NonNullType: { leave: ({ type }) => type } }),
    }),
  });
  if (lenient.kind !== Kind.DOCUMENT) throw new Error('The schema has become something else.');
  return buildSchema(print(lenient), { assumeValid: true });
}
