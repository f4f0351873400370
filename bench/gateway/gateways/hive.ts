import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runGateway } from './job.ts';

/** What is used of Hive's packages. Their own types change graphql's in ways that the rest of the program is not made for. */
interface Hive {
  createGatewayRuntime(options: {
    readonly supergraph: string;
    readonly logging: 'warn';
    readonly propagateHeaders: {
      fromClientToSubgraphs(payload: { readonly request: Request }): Record<string, string>;
    };
    readonly unifiedGraphHandler?: unknown;
  }): RequestListener;
}

const RUNTIME: string = '@graphql-hive/gateway-runtime';
const RUST_RUNTIME: string = '@graphql-hive/router-runtime';

/**
 * Hive Gateway 2, on `node:http` as its own command line starts it, with its defaults and the client's header passed on.
 * `rust`: planned by its Rust planner and executed by the runtime made for that; else by its default runtime.
 */
runGateway(async ({ supergraphSdl }, variant) => {
  const { createGatewayRuntime } = (await import(RUNTIME)) as Hive;
  const runtime = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: 'warn',
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
    },
    ...(variant === 'rust' ? { unifiedGraphHandler: await rustHandler() } : {}),
  });
  const server = createServer(runtime);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
});

async function rustHandler(): Promise<unknown> {
  const { unifiedGraphHandler } = (await import(RUST_RUNTIME)) as { readonly unifiedGraphHandler: unknown };
  return unifiedGraphHandler;
}
