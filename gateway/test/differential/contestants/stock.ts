import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { prettyFormatQueryPlan, QueryPlanner } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import type { Composed } from '../composed.ts';
import { toTestError, type Contestant, type TestError, type TestOperation } from '../operation.ts';
import type { Session } from '../session.ts';

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];
type Executor = Awaited<ReturnType<ApolloGateway['load']>>['executor'];
type ExecutorRequest = Parameters<Executor>[0];

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** `@apollo/gateway` as it is, over the same subgraphs: what it gets wrong is worth knowing. */
export async function createStockContestant(composed: Composed): Promise<Contestant> {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: composed.supergraphSdl,
    logger: SILENT,
    buildService: ({ name }) => ({ process: (options) => ask(composed, name, options) }),
  });
  const { schema, executor } = await gateway.load();
  const supergraph = Supergraph.build(composed.supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  return {
    name: 'stock',
    tellsLocations: false,
    async run(operation, session) {
      const answer = await executor({ ...requestOf(operation, session), schema, logger: SILENT } as unknown as ExecutorRequest);
      return { data: JSON.stringify(answer.data ?? null), errors: (answer.errors ?? []).map(readError) };
    },
    explain({ document, definition }) {
      const planned = operationFromDocument(supergraph.apiSchema(), document, { operationName: definition.name?.value });
      return prettyFormatQueryPlan(planner.buildQueryPlan(planned));
    },
    close: () => gateway.stop(),
  };
}

/** Its own names for an error without a code. */
const CODELESS = new Set(['DOWNSTREAM_SERVICE_ERROR', 'INVALID_GRAPHQL']);

function readError(error: GraphQLError): TestError {
  const read = toTestError(error);
  return CODELESS.has(read.code) ? { ...read, code: 'INTERNAL_SERVER_ERROR' } : read;
}

/** The parts of a GraphQLRequestContext that the executor reads. */
function requestOf({ text, document, definition, variables }: TestOperation, session: Session) {
  const operationName = definition.name?.value;
  return {
    document,
    operation: definition,
    operationName: operationName ?? null,
    queryHash: `${operationName ?? ''} ${text}`,
    source: text,
    request: { query: text, operationName, variables },
    context: session,
    contextValue: session,
    metrics: {},
  };
}

async function ask(composed: Composed, name: string, { request, context }: ProcessOptions) {
  const session = context as Session;
  if (session.down.has(name)) {
    throw new GraphQLError('The subgraph is down.', { extensions: { code: 'UNAVAILABLE' } });
  }
  const variables = JSON.parse(JSON.stringify(request.variables ?? {})) as Record<string, unknown>;
  return composed.subgraphs.get(name)!.answer({ query: request.query ?? '', variables }, session);
}
