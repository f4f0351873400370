import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayContext } from '../../context.ts';
import { publicExtensions, registryCode } from '../../errors.ts';
import type { Metrics } from '../../metrics.ts';
import type { FetchAnswer, FetchRequest, SubgraphClient, WireError } from '../contract.ts';
import { Flight } from './flight.ts';
import { Flights, noteChange } from './flights.ts';
import { Guard, type CircuitStatus } from './guard.ts';
import { forwardedHeaders, signedHeaders, type RequestHeaders } from './request-headers.ts';
import type { Stop } from './stop.ts';
import { describeFailure, SubgraphFailure, type FailureReason } from './subgraph-failure.ts';
import { createTransport, type HttpAnswer, type Transport } from './transport.ts';
import { readAnswer } from './wire-answer.ts';

export interface SubgraphClientOptions {
  readonly name: string;
  /** Of its GraphQL endpoint. */
  readonly url: URL;
  /** Absent: the subgraph is not one of ours and takes unsigned requests, with the client's forwarded headers. */
  readonly key?: KeyObject;
  readonly metrics: Metrics;
  /** From the call of `fetch` to its answer, waiting and retry included. Default: 2,000. */
  readonly timeoutMs?: number;
  /** A larger answer is refused while it arrives. Default: 16 MiB. */
  readonly maxAnswerBytes?: number;
  /** Requests at once, each on a connection of its own. Default: 128. */
  readonly maxConcurrent?: number;
  /** Requests that may wait for their turn; one more is refused. Default: 1,000. */
  readonly maxQueued?: number;
  /** Whether a query that is on its way for the same caller is shared. Default: true. */
  readonly deduplicate?: boolean;
}

export interface GuardedSubgraphClient extends SubgraphClient {
  /** `open`: the subgraph has failed too often, and is left alone for a moment. */
  readonly circuit: CircuitStatus;
}

/** A retry comes once, after this long at most: enough for a restarted subgraph's socket, too little to be noticed. */
const RETRY_JITTER_MS = 50;
const RETRIED_QUERIES: ReadonlySet<FailureReason> = new Set(['connection', 'interrupted', 'signature']);
/** Only what the subgraph cannot have acted on. */
const RETRIED_MUTATIONS: ReadonlySet<FailureReason> = new Set(['connection', 'signature']);

/** What came of a fetch. The text is for those who share it: each may change what it is given. */
interface Landed extends HttpAnswer {
  readonly answer: FetchAnswer;
}

/** A fetch that is being made, on whose behalf and until when (ms since the epoch). */
interface Errand {
  readonly request: FetchRequest;
  readonly context: GatewayContext;
  readonly deadline: number;
}

export function createSubgraphClient(options: SubgraphClientOptions): GuardedSubgraphClient {
  return new HttpSubgraphClient(options);
}

class HttpSubgraphClient implements GuardedSubgraphClient {
  readonly name: string;
  readonly #isOurs: boolean;
  readonly #timeoutMs: number;
  readonly #deduplicate: boolean;
  readonly #metrics: Metrics;
  readonly #labels: { readonly subgraph: string };
  readonly #headers: RequestHeaders;
  readonly #guard: Guard;
  readonly #transport: Transport;
  readonly #flights = new Flights<Landed>();

  constructor({ name, url, key, metrics, ...options }: SubgraphClientOptions) {
    const { timeoutMs = 2_000, maxAnswerBytes = 16 * 1024 * 1024, maxConcurrent = 128, maxQueued = 1_000 } = options;
    this.name = name;
    this.#isOurs = key !== undefined;
    this.#timeoutMs = timeoutMs;
    this.#deduplicate = options.deduplicate ?? true;
    this.#metrics = metrics;
    this.#labels = { subgraph: name };
    this.#headers = key ? signedHeaders(name, key) : forwardedHeaders();
    this.#guard = new Guard({ maxConcurrent, maxQueued });
    // The probe of an open circuit comes on top.
    const connections = maxConcurrent + 1;
    this.#transport = createTransport({ url, connections, connectTimeoutMs: timeoutMs, maxAnswerBytes });
  }

  get circuit(): CircuitStatus {
    return this.#guard.status;
  }

  async fetch(request: FetchRequest, context: GatewayContext): Promise<FetchAnswer> {
    const errand = { request, context, deadline: Math.min(context.deadline, Date.now() + this.#timeoutMs) };
    if (request.kind === 'mutation') return await this.#change(errand);
    // With less time than others have, it would have them wait for too short a while.
    const isShared = this.#deduplicate && request.kind === 'query' && errand.deadline < context.deadline;
    if (!isShared) return (await this.#launch(errand).wait(context)).answer;
    const caller = this.#headers.callerOf(context);
    const known = this.#flights.find(caller, request.body);
    if (known) return readAnswer(await known.wait(context));
    return (await this.#launch(errand, caller).wait(context)).answer;
  }

  /** Seen through though its client may have gone: half a change is worse than an unread answer. */
  async #change(errand: Errand): Promise<FetchAnswer> {
    try {
      return (await this.#launch(errand).landing).answer;
    } finally {
      noteChange();
    }
  }

  /** @param caller others like whom may join it */
  #launch(errand: Errand, caller?: string): Flight<Landed> {
    const flight = new Flight(errand.deadline - Date.now(), (stop) => this.#send(errand, stop));
    const remove = caller === undefined ? null : this.#flights.add(caller, errand.request.body, flight);
    flight.onLanded = (failure) => {
      remove?.();
      if (failure !== undefined) this.#countFailure(failure);
    };
    return flight;
  }

  async #send(errand: Errand, stop: Stop): Promise<Landed> {
    try {
      return await this.#guard.run(() => this.#attempt(errand, stop));
    } catch (error) {
      if (!isRetryable(error, errand)) throw error;
      await sleep(Math.random() * RETRY_JITTER_MS);
      // Others have found it down meanwhile; the failure at hand says more than that it is not asked again.
      if (this.circuit !== 'closed') throw error;
      this.#metrics.count('tessera_gateway_subgraph_retries_total', this.#labels);
      return await this.#guard.run(() => this.#attempt(errand, stop));
    }
  }

  async #attempt({ request: { body }, context, deadline }: Errand, stop: Stop): Promise<Landed> {
    // It has ended while it waited for its turn, which says nothing of the subgraph.
    if (stop.failure) throw new SubgraphFailure('cancelled');
    const startedAt = performance.now();
    this.#metrics.count('tessera_gateway_subgraph_fetches_total', this.#labels);
    try {
      const headers = this.#headers.for(body, context, deadline);
      const answer = await this.#transport.post({ body, headers, stop });
      // A subgraph answers GraphQL with 200; 401 is its door. It takes nothing that was signed before it started.
      if (answer.status === 401 && this.#isOurs) throw new SubgraphFailure('signature');
      return { ...answer, answer: readAnswer(answer) };
    } finally {
      const seconds = (performance.now() - startedAt) / 1000;
      this.#metrics.observe('tessera_gateway_subgraph_fetch_seconds', this.#labels, seconds);
    }
  }

  #countFailure(failure: unknown): void {
    if (failure instanceof SubgraphFailure && failure.reason === 'cancelled') return;
    const code = String(this.describe(failure).extensions['code']);
    this.#metrics.count('tessera_gateway_subgraph_failures_total', { ...this.#labels, code });
  }

  describe(failure: unknown) {
    return describeFailure(failure, this.name);
  }

  /** A refusal stays as it is; a fault also says whose it is. */
  extensionsOf({ extensions }: WireError): Readonly<Record<string, unknown>> {
    const shown = publicExtensions(extensions ?? {});
    return registryCode(shown['code']) === 'INTERNAL_SERVER_ERROR' ? { ...shown, service: this.name } : shown;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

function isRetryable(error: unknown, { request, deadline }: Errand): boolean {
  const reasons = request.kind === 'mutation' ? RETRIED_MUTATIONS : RETRIED_QUERIES;
  return error instanceof SubgraphFailure && reasons.has(error.reason) && Date.now() + RETRY_JITTER_MS <= deadline;
}
