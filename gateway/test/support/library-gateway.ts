import { createHttpServer } from '@tessera/http';
import { pino } from 'pino';
import { createGateway, type Gateway, type GatewayOptions } from '../../src/index.ts';
import { FIXTURE, fixtureSupergraph } from './fixture-graph.ts';
import { startSubgraph, type RunningTestSubgraph } from './subgraph-server.ts';

export interface LibraryAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface LibraryGateway {
  readonly gateway: Gateway;
  readonly subgraphs: Readonly<Record<string, RunningTestSubgraph>>;
  /** Sends a body as a POST of JSON. */
  post(body: object, headers?: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<LibraryAnswer>;
  stop(): Promise<void>;
}

/** The gateway as a library, in front of the fixture's subgraphs, which take unsigned requests. */
export async function startLibraryGateway(options: Partial<GatewayOptions> = {}): Promise<LibraryGateway> {
  const running = await Promise.all(FIXTURE.map((each) => startSubgraph(each, null)));
  const stopSubgraphs = () => Promise.all(running.map((each) => each.stop()));
  const gateway = await createGateway({
    supergraphSdl: fixtureSupergraph(),
    subgraphs: Object.fromEntries(FIXTURE.map(({ name }, at) => [name, running[at]?.url ?? ''])),
    log: pino({ level: 'silent' }),
    ...options,
  }).catch(async (error: unknown) => {
    await stopSubgraphs();
    throw error;
  });
  const http = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 100_000,
    routes: [{ method: '*', path: '/graphql', handle: (request) => gateway.handle(request) }],
    onError: () => undefined,
  });
  return {
    gateway,
    subgraphs: Object.fromEntries(FIXTURE.map(({ name }, at) => [name, running[at] as RunningTestSubgraph])),
    async post(body, headers = {}, signal) {
      const response = await fetch(`http://127.0.0.1:${http.port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal,
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    async stop() {
      await http.close(100);
      await gateway.stop();
      await stopSubgraphs();
    },
  };
}
