import type { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { codeTeller } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { RequestTrace, Tracing } from '../tracing/tracing.ts';
import { causeOf, reasonOf } from './reason-of.ts';
import { isLogged, logRequest, type FetchTiming, type RequestResult } from './request-line.ts';
import type { Outcome, RequestWatch, Step } from './request-steps.ts';

export interface WatchOptions {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Absent: there are no traces. */
  readonly tracing?: Tracing;
  /** Of subgraphs' own, which clients are told. */
  readonly errorCodes?: readonly string[];
}

/** A line says no more of one request, however many fetches it needed. */
const MOST_FETCHES = 50;
/** What the client can do nothing about. */
const FAULTS: readonly string[] = ['INTERNAL_SERVER_ERROR', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'];

/** Follows each request to its end, which is one line in the log, one span with those below it, and three metrics. */
export function createRequestWatch(given: WatchOptions) {
  const options = { ...given, codeOf: codeTeller(given.errorCodes) };
  return (requestId: string, traceparent: string | undefined): RequestWatch =>
    new RequestRecord(requestId, options, options.tracing?.start(traceparent));
}

interface RecordOptions extends WatchOptions {
  readonly codeOf: (code: unknown) => string;
}

class RequestRecord implements RequestWatch {
  readonly #requestId: string;
  readonly #options: RecordOptions;
  readonly #trace: RequestTrace | undefined;
  readonly #startedAt = performance.now();
  readonly #fetches: FetchRecord[] = [];

  constructor(requestId: string, options: RecordOptions, trace: RequestTrace | undefined) {
    this.#requestId = requestId;
    this.#options = options;
    this.#trace = trace;
  }

  get traceparent(): string | undefined {
    return this.#trace?.traceparent;
  }

  plan(): Step {
    return this.#trace?.step('plan', 'internal', {}) ?? UNTRACED;
  }

  fetch(subgraph: string): Step {
    const span = this.#trace?.step(`fetch ${subgraph}`, 'client', { 'tessera.subgraph': subgraph });
    const fetch = new FetchRecord(subgraph, span);
    if (this.#fetches.length < MOST_FETCHES) this.#fetches.push(fetch);
    return fetch;
  }

  finish(outcome: Outcome): void {
    const { log, metrics, codeOf } = this.#options;
    const { status, journey, errors } = outcome;
    const ms = performance.now() - this.#startedAt;
    const codes = errors.length > 0 ? codesOf(errors, codeOf) : NO_CODES;
    const result = resultOf(outcome, codes);
    metrics.observe('tessera_gateway_request_seconds', LABELS[result], ms / 1_000);
    if (journey?.cost !== undefined) metrics.observe('tessera_gateway_operation_cost', NO_LABELS, journey.cost);
    if (isLogged(log, result)) {
      const traceId = this.#trace?.traceparent.split('-')[1];
      const fetches = this.#fetches.map((fetch) => fetch.timing);
      logRequest(log, { ...journey, requestId: this.#requestId, status, result, codes, ms, fetches, traceId });
    }
    this.#endTrace(outcome, result, codes);
  }

  #endTrace({ status, journey }: Outcome, result: RequestResult, codes: readonly string[]): void {
    if (!this.#trace) return;
    const { operation, context, cost } = journey ?? {};
    const attributes = {
      'http.response.status_code': status,
      'graphql.operation.type': operation?.kind,
      'graphql.operation.name': operation?.name,
      'tessera.operation.hash': operation?.hash,
      'tessera.operation.cost': cost,
      'tessera.request_id': this.#requestId,
      'tessera.tenant': context?.identity?.tenantId ?? undefined,
    };
    const name = [operation?.kind ?? 'graphql', operation?.name].filter(Boolean).join(' ');
    this.#trace.end(name, attributes, result === 'failed' || result === 'partial' ? codes.join(' ') : undefined);
  }
}

class FetchRecord implements Step {
  readonly #subgraph: string;
  readonly #trace: Required<Step> | undefined;
  readonly #startedAt = performance.now();
  #ms: number | undefined;
  #failure: string | undefined;
  #cause: string | undefined;

  constructor(subgraph: string, trace: Required<Step> | undefined) {
    this.#subgraph = subgraph;
    this.#trace = trace;
  }

  get traceparent(): string | undefined {
    return this.#trace?.traceparent;
  }

  end(failure?: unknown): void {
    this.#ms = performance.now() - this.#startedAt;
    if (failure !== undefined) {
      this.#failure = reasonOf(failure);
      this.#cause = causeOf(failure);
    }
    this.#trace?.end(failure);
  }

  get timing(): FetchTiming {
    const isOver = this.#ms !== undefined;
    return {
      subgraph: this.#subgraph,
      ms: this.#ms ?? performance.now() - this.#startedAt,
      failure: this.#failure ?? (isOver ? undefined : 'unfinished'),
      cause: this.#cause,
    };
  }
}

const UNTRACED: Step = { end: () => undefined };
const NO_CODES: readonly string[] = [];
const NO_LABELS = Object.freeze({});
const LABELS = {
  ok: { outcome: 'ok' },
  partial: { outcome: 'partial' },
  refused: { outcome: 'refused' },
  failed: { outcome: 'failed' },
} as const;

const codesOf = (errors: readonly GraphQLError[], codeOf: RecordOptions['codeOf']) => [
  ...new Set(errors.map(({ extensions }) => codeOf(extensions['code']))),
];

function resultOf({ hasData }: Outcome, codes: readonly string[]): RequestResult {
  if (codes.length === 0) return 'ok';
  if (!codes.some((code) => FAULTS.includes(code))) return 'refused';
  return hasData ? 'partial' : 'failed';
}
