import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import type { BenchSubgraph } from '../graph/subgraph.ts';

/** What a subgraph has been asked since it was last read. */
export interface Tally {
  requests: number;
  /** Those that said nothing of who asks: neither the client's `authorization` nor signed claims. */
  anonymous: number;
}

export interface RunningSubgraph {
  readonly url: string;
  readonly tally: Tally;
}

/** Far more than one run asks for; distinct operations fill it, and it starts anew. */
const KEPT_ANSWERS = 2_000;

/**
 * A subgraph that costs next to nothing: graphql-js answers each body once, and the same bytes are sent from then on.
 * The machine has two cores; what this one does not need, the load generator has.
 */
export async function serveSubgraph({ typeDefs, resolvers }: BenchSubgraph): Promise<RunningSubgraph> {
  const schema = buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers: resolvers as never });
  const answers = new Map<string, Buffer>();
  const tally: Tally = { requests: 0, anonymous: 0 };
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    tally.requests += 1;
    if (!request.headers.authorization && !request.headers['x-tessera-claims']) tally.anonymous += 1;
    void answer(schema, answers, request, response);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}/graphql`, tally };
}

async function answer(
  schema: GraphQLSchema,
  answers: Map<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readText(request);
  const known = answers.get(body) ?? (await execute(schema, body));
  if (answers.size >= KEPT_ANSWERS) answers.clear();
  answers.set(body, known);
  response.sendDate = false;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': known.length });
  response.end(known);
}

async function execute(schema: GraphQLSchema, body: string): Promise<Buffer> {
  const { query, variables, operationName } = JSON.parse(body) as {
    query: string;
    variables?: Record<string, unknown>;
    operationName?: string;
  };
  const result = await graphql({ schema, source: query, variableValues: variables, operationName });
  return Buffer.from(JSON.stringify(result));
}

function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
