import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayContext } from '../../context.ts';
import { publicExtensions, registryCode } from '../../errors.ts';
import type { Metrics } from '../../metrics.ts';
import { MAX_ANSWER_BYTES } from '../max-answer.ts';
import type { FetchAnswer, FetchRequest, SubgraphClient, WireError } from '../contract.ts';
import { createChannels, type Channel, type Channels, type HasStatus, type Landed, type StreamBounds } from './channels.ts';
import { readEvents } from './event-queue.ts';
import { Flight } from './flight.ts';
import { Flights, noteChange } from './flights.ts';
import { Guard, type CircuitStatus } from './guard.ts';
import type { Stop } from './stop.ts';
import { describeFailure, SubgraphFailure, type FailureReason } from './subgraph-failure.ts';
import type { HttpAnswer } from './transport.ts';
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
  /** A larger answer is refused while it arrives. Default: 4 MiB. */
  readonly maxAnswerBytes?: number;
  /** Requests at once, each on a connection of its own. Default: 128. */
  readonly maxConcurrent?: number;
  /** Requests that may wait for their turn; one more is refused. Default: 1,000. */
  readonly maxQueued?: number;
  readonly events?: StreamBounds;
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
  readonly #guard: Guard;
  readonly #channels: Channels;
  readonly #flights: Flights<Landed>;

  constructor({ name, url, key, metrics, ...options }: SubgraphClientOptions) {
    const { timeoutMs = 2_000, maxAnswerBytes = MAX_ANSWER_BYTES, maxConcurrent = 128, maxQueued = 1_000 } = options;
    this.name = name;
    this.#isOurs = key !== undefined;
    this.#timeoutMs = timeoutMs;
    this.#deduplicate = options.deduplicate ?? true;
    this.#metrics = metrics;
    this.#labels = { subgraph: name };
    this.#guard = new Guard({ maxConcurrent, maxQueued });
    // The probe of an open circuit comes on top.
    const connections = maxConcurrent + 1;
    const { events } = options;
    this.#channels = createChannels({ name, url, key, connections, connectTimeoutMs: timeoutMs, maxAnswerBytes, events });
    this.#flights = new Flights(this.#channels.isSameCaller);
  }

  get circuit(): CircuitStatus {
    return this.#guard.status;
  }

  async fetch(request: FetchRequest, context: GatewayContext): Promise<FetchAnswer> {
    const errand = this.#errand(request, context);
    if (request.kind === 'mutation') return await this.#change(errand);
    // With less time than others have, it would have them wait for too short a while.
    const isShared = this.#deduplicate && request.kind === 'query' && errand.deadline < context.deadline;
    if (!isShared) return (await this.#launch(errand).wait(context)).answer;
    const known = this.#flights.find(context, request.body);
    if (known) return readAnswer(await known.wait(context));
    return (await this.#launch(errand, true).wait(context)).answer;
  }

  async *subscribe(request: FetchRequest, context: GatewayContext): AsyncGenerator<FetchAnswer, void> {
    const errand = this.#errand(request, context);
    const opening = this.#start(errand, this.#channels.streams);
    opening.whenLanded((failure) => failure !== undefined && this.#countFailure(failure));
    const opened = await opening.wait(context);
    if ('answer' in opened) return yield opened.answer;
    try {
      yield* readEvents(opened.events, context.signal);
    } catch (failure) {
      this.#countFailure(failure);
      throw failure;
    }
  }

  #errand(request: FetchRequest, context: GatewayContext): Errand {
    return { request, context, deadline: Math.min(context.deadline, Date.now() + this.#timeoutMs) };
  }

  /** Seen through though its client may have gone: half a change is worse than an unread answer. */
  async #change(errand: Errand): Promise<FetchAnswer> {
    try {
      return (await this.#launch(errand).landing).answer;
    } finally {
      noteChange();
    }
  }

  /** @param isJoinable by others who are the same to the subgraph */
  #launch(errand: Errand, isJoinable = false): Flight<Landed> {
    const flight = this.#start(errand, this.#channels.fetches);
    const remove = isJoinable ? this.#flights.add(errand.context, errand.request.body, flight) : null;
    flight.whenLanded((failure) => {
      remove?.();
      if (failure !== undefined) this.#countFailure(failure);
    });
    return flight;
  }

  #start<Came extends HttpAnswer, Read extends HasStatus>(errand: Errand, channel: Channel<Came, Read>): Flight<Read> {
    const timeoutMs = errand.deadline - Date.now();
    return new Flight(timeoutMs, (stop) => this.#send(errand, () => this.#attempt(errand, stop, channel)));
  }

  async #send<Read extends HasStatus>(errand: Errand, attempt: () => Promise<Read>): Promise<Read> {
    try {
      return await this.#guard.run(attempt);
    } catch (error) {
      if (!isRetryable(error, errand)) throw error;
      await sleep(Math.random() * RETRY_JITTER_MS);
      // Others have found it down meanwhile; the failure at hand says more than that it is not asked again.
      if (this.circuit !== 'closed') throw error;
      this.#metrics.count('tessera_gateway_subgraph_retries_total', this.#labels);
      return await this.#guard.run(attempt);
    }
  }

  async #attempt<Came extends HttpAnswer, Read extends HasStatus>(
    { request: { body }, context, deadline }: Errand,
    stop: Stop,
    { headersFor, post, read }: Channel<Came, Read>,
  ): Promise<Read> {
    // It has ended while it waited for its turn, which says nothing of the subgraph.
    if (stop.failure) throw new SubgraphFailure('cancelled');
    const startedAt = performance.now();
    this.#metrics.count('tessera_gateway_subgraph_fetches_total', this.#labels);
    const step = context.steps?.fetch(this.name);
    let failure: unknown;
    try {
      const headers = headersFor(body, context, deadline, step?.traceparent ?? context.traceparent);
      const answer = await post({ body, headers, stop });
      // A subgraph answers GraphQL with 200; 401 is its door. It takes nothing that was signed before it started.
      if (answer.status === 401 && this.#isOurs) throw new SubgraphFailure('signature');
      return read(answer);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      step?.end(failure);
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
    return this.#channels.close();
  }
}

function isRetryable(error: unknown, { request, deadline }: Errand): boolean {
  const reasons = request.kind === 'mutation' ? RETRIED_MUTATIONS : RETRIED_QUERIES;
  return error instanceof SubgraphFailure && reasons.has(error.reason) && Date.now() + RETRY_JITTER_MS <= deadline;
}
