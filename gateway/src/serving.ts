import { signingKey } from '@tessera/identity';
import { subgraphSigningKey } from '@tessera/keyring';
import type { MergedTable } from '@tessera/permissions';
import type { Engine } from './engine/contract.ts';
import { createEngine } from './engine/create-engine.ts';
import { createSubgraphClient } from './engine/fetch/subgraph-client.ts';
import { loadSupergraph } from './engine/supergraph/load-supergraph.ts';
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
  readonly production: boolean;
  readonly limits: LimitSettings;
  readonly isTrusted: (text: string) => boolean;
  readonly metrics: Metrics;
}

/** One supergraph in use, with its engine and the operations that were asked of it. */
export class Serving {
  readonly supergraphId: string;
  readonly operations: OperationStore;
  readonly #engine: Engine;
  readonly #left = Promise.withResolvers<void>();
  #visitors = 0;
  #isRetired = false;

  constructor(engine: Engine, operations: OperationStore) {
    this.supergraphId = engine.supergraph.id;
    this.operations = operations;
    this.#engine = engine;
  }

  /** Whoever enters stays with this supergraph until it leaves, also if it is replaced in between. */
  enter(): void {
    this.#visitors += 1;
  }

  leave(): void {
    this.#visitors -= 1;
    if (this.#isRetired && this.#visitors === 0) this.#left.resolve();
  }

  /** Closes the engine and its connections when the last visitor has left; nobody may enter any more. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    if (this.#visitors > 0) await this.#left.promise;
    await this.#engine.close();
  }
}

/** @throws Error where the supergraph cannot be read, or a subgraph has no address */
export function openServing(sdl: string, permissions: MergedTable | null, options: ServingOptions): Serving {
  const engine = createEngine({ supergraph: loadSupergraph(sdl), clientFor: clientsOf(options) });
  const { limits, production, isTrusted } = options;
  return new Serving(engine, createOperationStore({ engine, permissions, limits, production, isTrusted }));
}

function clientsOf({ subgraphs, signingRoot, subgraphTimeoutMs, maxAnswerBytes, metrics }: ServingOptions) {
  return (name: string, urlInSupergraph: string) =>
    createSubgraphClient({
      name,
      url: addressOf(name, subgraphs[name] ?? urlInSupergraph),
      key: signingRoot ? signingKey(Buffer.from(subgraphSigningKey(signingRoot, name), 'base64url')) : undefined,
      timeoutMs: subgraphTimeoutMs,
      maxAnswerBytes,
      metrics,
    });
}

function addressOf(name: string, url: string): URL {
  if (URL.canParse(url)) return new URL(url);
  throw new Error(`The subgraph ${name} of the supergraph has no address. Add it to the gateway's subgraphs.`);
}
