import { signingKey } from '@tessera/identity';
import { subgraphSigningKey } from '@tessera/keyring';
import type { MergedTable } from '@tessera/permissions';
import type { Engine, Supergraph } from './engine/contract.ts';
import { createEngine } from './engine/create-engine.ts';
import type { StreamBounds } from './engine/fetch/channels.ts';
import type { Circuits } from './engine/fetch/circuits.ts';
import { createSubgraphClient, type GuardedSubgraphClient } from './engine/fetch/subgraph-client.ts';
import { loadSupergraph } from './engine/supergraph/load-supergraph.ts';
import { PlannerProcess } from './engine/supergraph/planner-process.ts';
import type { LimitSettings } from './limits/limit-settings.ts';
import type { Metrics } from './metrics.ts';
import { createOperationStore, type OperationStore } from './operations/operation-store.ts';

export interface ServingOptions {
  /** Name to GraphQL URL; a subgraph that is left out answers at the URL in the supergraph. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Left out: requests go out unsigned, with the client's forwarded headers. */
  readonly signingRoot: string | undefined;
  readonly subgraphTimeoutMs: number | undefined;
  readonly maxAnswerBytes: number | undefined;
  readonly streamBounds?: StreamBounds;
  readonly production: boolean;
  readonly limits: LimitSettings;
  readonly isTrusted: (text: string) => boolean;
  readonly metrics: Metrics;
}

interface ServingParts {
  readonly engine: Engine;
  readonly operations: OperationStore;
  readonly clients?: readonly GuardedSubgraphClient[];
  readonly planner?: PlannerProcess;
}

/** One supergraph in use, with its engine and the operations that were asked of it. */
export class Serving {
  readonly supergraphId: string;
  readonly operations: OperationStore;
  readonly #engine: Engine;
  readonly #clients: readonly GuardedSubgraphClient[];
  readonly #planner: PlannerProcess | undefined;
  readonly #left = Promise.withResolvers<void>();
  #visitors = 0;
  #retirement: Promise<void> | undefined;

  constructor({ engine, operations, clients = [], planner }: ServingParts) {
    this.supergraphId = engine.supergraph.id;
    this.operations = operations;
    this.#engine = engine;
    this.#clients = clients;
    this.#planner = planner;
  }

  /** Which subgraphs are asked just now, and which have failed too often. */
  get circuits(): Circuits {
    return Object.fromEntries(this.#clients.map(({ name, circuit }) => [name, circuit]));
  }

  /** Whoever enters stays with this supergraph until it leaves, also if it is replaced in between. */
  enter(): void {
    this.#visitors += 1;
  }

  leave(): void {
    this.#visitors -= 1;
    if (this.#retirement && this.#visitors === 0) this.#left.resolve();
  }

  /** Closes the engine and its connections when the last visitor has left; nobody may enter any more. */
  retire(): Promise<void> {
    this.#retirement ??= this.#close();
    return this.#retirement;
  }

  async #close(): Promise<void> {
    if (this.#visitors > 0) await this.#left.promise;
    await Promise.all([this.#engine.close(), this.#planner?.close()]);
  }
}

/** @throws Error where the supergraph cannot be read, or a subgraph has no address */
export async function openServing(
  sdl: string,
  permissions: MergedTable | null,
  options: ServingOptions,
): Promise<Serving> {
  const clients: GuardedSubgraphClient[] = [];
  const makeClient = clientsOf(options);
  const clientFor = (name: string, url: string) => {
    const client = makeClient(name, url);
    clients.push(client);
    return client;
  };
  const { limits, production, isTrusted, maxAnswerBytes } = options;
  const planner = new PlannerProcess(sdl, limits);
  const supergraph: Supergraph = { ...loadSupergraph(sdl), plan: (document, name) => planner.plan(document, name) };
  const engine = createEngine({ supergraph, clientFor, maxAnswerBytes });
  const operations = createOperationStore({ engine, permissions, limits, production, isTrusted });
  const serving = new Serving({ engine, operations, clients, planner });
  await planner.start().catch(async (error: unknown) => {
    await serving.retire();
    throw error;
  });
  return serving;
}

function clientsOf({ subgraphs, signingRoot, ...options }: ServingOptions) {
  const { subgraphTimeoutMs: timeoutMs, maxAnswerBytes, streamBounds, metrics } = options;
  return (name: string, urlInSupergraph: string) =>
    createSubgraphClient({
      name,
      url: addressOf(name, subgraphs[name] ?? urlInSupergraph),
      key: signingRoot ? signingKey(Buffer.from(subgraphSigningKey(signingRoot, name), 'base64url')) : undefined,
      timeoutMs,
      maxAnswerBytes,
      events: streamBounds,
      metrics,
    });
}

function addressOf(name: string, given: string): URL {
  if (given === '') {
    throw new Error(
      `The subgraph ${name} of the supergraph has no address. Give it one: --subgraph ${name}=URL, or \`subgraphs\` of createGateway.`,
    );
  }
  // Of `localhost:4001` the name would be the protocol.
  if (!/^https?:\/\//i.test(given) || !URL.canParse(given)) {
    throw new Error(`The address of the subgraph ${name} is no URL that begins with http:// or https://: ${given}`);
  }
  const url = new URL(given);
  if (url.username === '' && url.password === '') return url;
  throw new Error(`The address of the subgraph ${name} has a user name or a password in it, which would not be sent. Take them out.`);
}
