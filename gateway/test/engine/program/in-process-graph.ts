import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, getVariableValues, parse, validate, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../../../src/context.ts';
import type {
  EngineAnswer,
  Executable,
  FetchAnswer,
  FetchRequest,
  SubgraphClient,
  Variables,
} from '../../../src/engine/contract.ts';
import { createEngine } from '../../../src/engine/create-engine.ts';
import { isObject } from '../../../src/engine/program/own.ts';
import { loadSupergraph } from '../../../src/engine/supergraph/load-supergraph.ts';

/** A subgraph that answers in this process, by graphql-js. */
export interface InProcessSubgraph {
  /** Without the link to the federation specification. */
  readonly typeDefs: string;
  readonly resolvers?: object;
}

export interface Asked {
  readonly subgraph: string;
  readonly query: string;
  readonly operationName?: string;
  readonly variables: Record<string, unknown>;
}

/** Answers in a subgraph's stead, a string being JSON; undefined: let it answer. */
export type Intercept = (asked: Asked) => Promise<unknown> | undefined;

const IMPORTS =
  '"@key", "@requires", "@external", "@provides", "@shareable", "@interfaceObject", "@context", "@fromContext", ' +
  '"@override", "@inaccessible", "@authenticated", "@requiresScopes", "@policy"';
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${IMPORTS}])\n`;

export const NOBODY: GatewayContext = {
  identity: null,
  refusal: null,
  requestId: '00000000-0000-7000-8000-000000000000',
  clientAddress: '127.0.0.1',
  deadline: Number.MAX_SAFE_INTEGER,
  signal: new AbortController().signal,
};

/** @throws what composition objects to */
export function composed(subgraphs: Readonly<Record<string, InProcessSubgraph>>): string {
  const services = Object.entries(subgraphs).map(([name, { typeDefs }]) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    typeDefs: parse(LINK + typeDefs),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

/** An engine over subgraphs in this process, with a record of what they were asked. */
export function inProcessGraph(subgraphs: Readonly<Record<string, InProcessSubgraph>>) {
  const asked: Asked[] = [];
  const graph = { intercept: (() => undefined) as Intercept };
  const engine = createEngine({
    supergraph: loadSupergraph(composed(subgraphs)),
    clientFor: (name) => clientOf(name, schemaOf(subgraphs[name]!), asked, (each) => graph.intercept(each)),
  });
  const prepare = async (query: string, variables?: Variables): Promise<Executable> => {
    const document = parse(query);
    const problems = validate(engine.supergraph.apiSchema, document);
    if (problems.length > 0) throw problems[0]!;
    return engine.prepare(document, operationOf(document), variables);
  };
  return Object.assign(graph, {
    engine,
    asked,
    prepare,
    async run(query: string, variables: Record<string, unknown> = {}): Promise<EngineAnswer & { json: unknown }> {
      asked.length = 0;
      const given = operationOf(parse(query)).variableDefinitions ?? [];
      const { coerced = {} } = getVariableValues(engine.supergraph.apiSchema, given, variables);
      const executable = await prepare(query, coerced);
      const answer = await executable.execute(coerced, NOBODY);
      return { ...answer, json: JSON.parse(answer.data) as unknown };
    },
  });
}

export type InProcessGraph = ReturnType<typeof inProcessGraph>;

function operationOf(document: DocumentNode) {
  const operation = document.definitions.find((each) => each.kind === 'OperationDefinition');
  if (!operation) throw new Error('The document holds no operation.');
  return operation;
}

function schemaOf({ typeDefs, resolvers }: InProcessSubgraph): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(LINK + typeDefs), resolvers } as Parameters<
    typeof buildSubgraphSchema
  >[0]);
}

function clientOf(name: string, schema: GraphQLSchema, asked: Asked[], intercept: Intercept): SubgraphClient {
  return {
    name,
    async fetch({ body }: FetchRequest) {
      const request: Asked = { subgraph: name, ...(JSON.parse(body) as Omit<Asked, 'subgraph'>) };
      asked.push(request);
      const answer = await (intercept(request) ?? answerTo(schema, request));
      // As over the wire: nothing is shared with the subgraph.
      return readAnswer(typeof answer === 'string' ? answer : JSON.stringify(answer ?? null));
    },
    describe: (failure) => ({
      message: `The service ${name} failed: ${(failure as Error).message}`,
      extensions: { code: 'UNAVAILABLE', service: name },
    }),
    extensionsOf: ({ extensions }) => ({ service: name, ...extensions }),
    subscribe: () => {
      throw new Error('Nothing is subscribed to here.');
    },
    close: async () => undefined,
  };
}

function readAnswer(text: string): FetchAnswer {
  const answer: unknown = JSON.parse(text);
  return (isObject(answer) ? { ...answer, isPlain: !text.includes('\\') } : answer) as FetchAnswer;
}

async function answerTo(schema: GraphQLSchema, { query, operationName, variables }: Asked): Promise<ExecutionResult> {
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors };
  return execute({ schema, document, operationName, variableValues: variables, contextValue: {} });
}
