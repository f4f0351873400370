import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BENCHMARK_GRAPH } from '../graph/benchmark-graph.ts';
import { GROWTH_GRAPH } from '../graph/growth-graph.ts';
import { answerParent } from '../process/channel.ts';
import { serveSubgraph, type RunningSubgraph, type Tally } from './server.ts';

/** All subgraphs of all graphs in one process; and auth's published keys, which a gateway reads once. */
const running = new Map<string, RunningSubgraph>();

answerParent({
  async start(jwks: unknown): Promise<{ urls: Record<string, string>; jwksUrl: string }> {
    for (const subgraph of [...BENCHMARK_GRAPH, ...GROWTH_GRAPH]) {
      running.set(subgraph.name, await serveSubgraph(subgraph));
    }
    const urls = Object.fromEntries([...running].map(([name, { url }]) => [name, url]));
    return { urls, jwksUrl: await serveKeys(jwks) };
  },
  /** What all subgraphs were asked since this was last called. */
  tally(): Tally {
    const sum: Tally = { requests: 0, anonymous: 0 };
    for (const { tally } of running.values()) {
      sum.requests += tally.requests;
      sum.anonymous += tally.anonymous;
      tally.requests = 0;
      tally.anonymous = 0;
    }
    return sum;
  },
});

async function serveKeys(jwks: unknown): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`;
}
