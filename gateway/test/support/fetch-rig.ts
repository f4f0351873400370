import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayContext } from '../../src/context.ts';
import type { FetchRequest } from '../../src/engine/contract.ts';
import {
  createSubgraphClient,
  type GuardedSubgraphClient,
  type SubgraphClientOptions,
} from '../../src/engine/fetch/subgraph-client.ts';
import { createMetrics } from '../../src/metrics.ts';

export type Answering = (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => unknown;

export interface FetchRig {
  readonly client: GuardedSubgraphClient;
  /** Bodies of the requests that arrived, oldest first. */
  readonly received: string[];
  /** How the server answers from now on. */
  answering: Answering;
  /** A counter of the client's metrics, e.g. `fetches`. */
  counted(what: string): Promise<number>;
  stop(): Promise<void>;
}

export const json =
  (answer: unknown, status = 200) =>
  (_: IncomingMessage, outgoing: ServerResponse) =>
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));

/** Takes the request and says nothing. */
export const silence: Answering = () => undefined;

/** A subgraph client and a bare HTTP server for it to ask. */
export async function startFetchRig(options: Partial<SubgraphClientOptions> = {}): Promise<FetchRig> {
  const received: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push(body);
      void rig.answering(incoming, outgoing, body);
    });
  });
  const port = await listen(server);
  const metrics = createMetrics();
  const url = new URL(`http://127.0.0.1:${port}/graphql`);
  const client = createSubgraphClient({ name: 'crm', url, metrics, ...options });
  const rig: FetchRig = {
    client,
    received,
    answering: json({ data: { ok: true } }),
    async counted(what) {
      const series = new RegExp(`^tessera_gateway_subgraph_${what}_total\\{.*\\} (\\d+)$`, 'gm');
      return [...(await metrics.render()).matchAll(series)].reduce((sum, [, value]) => sum + Number(value), 0);
    },
    async stop() {
      await client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return rig;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export const query = (text = '{ ok }'): FetchRequest => ({ kind: 'query', body: JSON.stringify({ query: text }) });
export const mutation = (text = 'mutation { ok }'): FetchRequest => ({
  kind: 'mutation',
  body: JSON.stringify({ query: text }),
});

export function contextOf(part: Partial<GatewayContext> = {}): GatewayContext {
  return {
    identity: null,
    refusal: null,
    requestId: 'r1',
    clientAddress: '127.0.0.1',
    deadline: Date.now() + 20_000,
    signal: new AbortController().signal,
    ...part,
  };
}
