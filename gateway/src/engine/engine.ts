import { ApolloGateway } from '@apollo/gateway';
import { signingKey } from '@tessera/identity';
import { subgraphSigningKey } from '@tessera/keyring';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';
import { SubgraphSource } from './subgraph-source.ts';
import { createTransport, type Transport } from './transport.ts';

export interface EngineOptions {
  readonly supergraphSdl: string;
  /** Name to GraphQL URL; a subgraph that is left out answers at the URL in the supergraph. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Left out: requests go out unsigned, to subgraphs that are not Tessera's. */
  readonly signingRoot?: string;
  readonly subgraphTimeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export interface Engine {
  /** What Apollo Server executes operations with. */
  readonly gateway: ApolloGateway;
  close(): Promise<void>;
}

/** Plans with Apollo's planner, and fetches by way of ours. */
export function createEngine(options: EngineOptions): Engine {
  const transports = new Map<string, Transport>();
  // It reports to Apollo's servers otherwise, and reads the switch from here alone.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: options.supergraphSdl,
    // Composition has checked it; here it would cost start-up time.
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
    logger: quiet(options.log),
    buildService: ({ name, url }) => {
      const transport = createTransport(subgraphUrl(options, name, url), options.maxAnswerBytes);
      transports.set(name, transport);
      const key =
        options.signingRoot && signingKey(Buffer.from(subgraphSigningKey(options.signingRoot, name), 'base64url'));
      const { subgraphTimeoutMs: timeoutMs, metrics } = options;
      return new SubgraphSource({ name, transport, key: key || undefined, timeoutMs, metrics });
    },
  });
  return {
    gateway,
    async close() {
      await gateway.stop();
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}

function subgraphUrl(options: EngineOptions, name: string, fromSupergraph: string | undefined): URL {
  const url = options.subgraphs[name] ?? fromSupergraph ?? '';
  if (!URL.canParse(url)) {
    throw new Error(`The subgraph ${name} of the supergraph has no address. Add it to the gateway's subgraphs.`);
  }
  return new URL(url);
}

/** Apollo's start-up notes are of no interest to an operator of ours. */
function quiet(log: Logger) {
  return {
    debug: (message?: unknown) => log.debug(String(message)),
    info: (message?: unknown) => log.debug(String(message)),
    warn: (message?: unknown) => log.warn(String(message)),
    error: (message?: unknown) => log.error(String(message)),
  };
}
