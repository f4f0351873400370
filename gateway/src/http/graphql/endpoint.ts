import type { HttpRequest, HttpResponse } from '@tessera/http';
import type { GatewayContext } from '../../context.ts';
import type { EngineAnswer } from '../../engine/contract.ts';
import { requestError } from '../../errors.ts';
import type { RequestWatch } from '../../logging/request-steps.ts';
import type { Metrics } from '../../metrics.ts';
import { answerWithEvents, refuseWithEvents } from '../../subscriptions/event-response.ts';
import type { OpenStreams } from '../../subscriptions/open-streams.ts';
import { StreamEnd } from '../../subscriptions/stream-end.ts';
import { streamOperation } from '../../subscriptions/stream-operation.ts';
import { answerFailure, answerOperation, errorsOf, type Recipient, type Teller } from './answer.ts';
import { contentTypeFor, EVENT_STREAM_TYPE, JSON_TYPE } from './content-type.ts';
import { createContext, type ContextOptions } from './create-context.ts';
import type { ErrorFormatter } from './format-error.ts';
import { admitOperation, runOperation, type AdmittedOperation, type Journey, type PipelineParts } from './pipeline.ts';
import { PlanReport } from './plan-report.ts';
import { preventCsrf } from './prevent-csrf.ts';
import { readParams, type OperationParams } from './read-params.ts';
import { traceparentOf } from './request-context.ts';
import { newRequestId } from './request-id.ts';

export interface GraphQLEndpointOptions extends ContextOptions {
  readonly pipeline: PipelineParts;
  readonly openStreams: OpenStreams;
  /** Before anything is read. @throws AppError where there is no room for another request */
  readonly admit?: () => void;
  readonly watch?: (requestId: string, traceparent: string | undefined) => RequestWatch;
  /** Whether the caller is shown the query plan, for which it asks with `extensions: { plan: true }`. */
  readonly showsPlan: (context: GatewayContext) => boolean;
  /** Headers for the answer, by what became of the request. */
  readonly headersFor?: (journey: Journey) => Record<string, string>;
  readonly formatError: ErrorFormatter;
  readonly metrics: Metrics;
}

/** One HTTP request while it is answered. */
interface Visit {
  readonly requestId: string;
  readonly request: HttpRequest;
  /** Null where the client accepts nothing that we have. */
  readonly contentType: string | null;
  readonly steps: RequestWatch | undefined;
  readonly traceparent: string | undefined;
  journey?: Journey;
  answer?: EngineAnswer;
  /** What it was refused for, or failed with. */
  thrown?: unknown;
}

/** Answers GraphQL over HTTP; never throws. To its clients it behaves as Apollo Server does. */
export function createGraphQLEndpoint(
  options: GraphQLEndpointOptions,
): (request: HttpRequest) => Promise<HttpResponse> {
  const { formatError, metrics } = options;
  return async (request) => {
    const requestId = newRequestId();
    const contentType = contentTypeFor(request.headers.accept);
    const given = traceparentOf(request);
    const watch = options.watch?.(requestId, given);
    const visit: Visit = { requestId, request, contentType, steps: watch, traceparent: watch?.traceparent ?? given };
    const isJson = contentType !== null && contentType !== EVENT_STREAM_TYPE;
    const recipient = { requestId, formatError, contentType: isJson ? contentType : JSON_TYPE };
    let response: HttpResponse;
    try {
      response = await answerRequest(options, visit, recipient);
    } catch (error) {
      visit.thrown = error;
      response = answerFailure(error, recipient);
    }
    if (options.headersFor && visit.journey) {
      response = { ...response, headers: Object.assign(options.headersFor(visit.journey), response.headers) };
    }
    metrics.count('tessera_gateway_requests_total', { status: String(response.status) });
    if (watch) {
      const { journey, answer, thrown } = visit;
      const errors = answer?.errors ?? errorsOf(thrown);
      watch.finish({ status: response.status, journey, errors, hasData: answer !== undefined && answer.data !== 'null' });
    }
    return response;
  };
}

/** Each step may throw what `answerFailure` tells the client. */
async function answerRequest(
  options: GraphQLEndpointOptions,
  visit: Visit,
  recipient: Recipient,
): Promise<HttpResponse> {
  const { pipeline } = options;
  const { request } = visit;
  options.admit?.();
  preventCsrf(request);
  const params = readParams(request);
  if (visit.contentType === null) throw notAcceptable();
  if (visit.contentType === EVENT_STREAM_TYPE) return answerByEvents(options, visit, params, recipient);
  const created = createContext(options, request, visit);
  const context = created instanceof Promise ? await created : created;
  const journey: Journey = { params, context, isReadOnly: request.method === 'GET' };
  visit.journey = journey;
  const serving = pipeline.serving();
  serving.enter();
  try {
    const admission = admitOperation(pipeline, serving, journey);
    const admitted = admission instanceof Promise ? await admission : admission;
    const report = asksForPlan(params) && options.showsPlan(context) ? new PlanReport() : undefined;
    const answer = await runOperation(admitted, context, report);
    visit.answer = answer;
    return answerOperation(answer, report && extensionsOf(admitted, report), recipient);
  } finally {
    serving.leave();
  }
}

/** Whatever becomes of the operation from here on is told by an event. */
async function answerByEvents(
  options: GraphQLEndpointOptions,
  visit: Visit,
  params: OperationParams,
  teller: Teller,
): Promise<HttpResponse> {
  const { request } = visit;
  const end = new StreamEnd(request.signal);
  try {
    const client = { headers: request.headers, remoteAddress: request.remoteAddress, signal: end.signal };
    const context = await createContext(options, client, visit);
    visit.journey = { params, context, isReadOnly: request.method === 'GET' };
    const { authorization } = request.headers;
    const stream = await streamOperation(options, visit.journey, { authorization, end });
    visit.answer = BEGUN;
    return answerWithEvents(stream, teller);
  } catch (error) {
    visit.thrown = error;
    return refuseWithEvents(error, teller);
  }
}

/** A stream, of which nothing is known yet. */
const BEGUN: EngineAnswer = { data: '{}', errors: [] };

const asksForPlan = ({ extensions }: OperationParams) => extensions?.['plan'] === true;
const extensionsOf = ({ operation, variables }: AdmittedOperation, report: PlanReport) => {
  const executable = operation.executable(variables);
  return JSON.stringify({ plan: executable && report.of(executable.plan) });
};

/** Told before the operation runs: Apollo Server runs it first, and a mutation along with it. */
function notAcceptable() {
  const message =
    "An 'accept' header was provided for this request which does not accept application/json; charset=utf-8 or " +
    'application/graphql-response+json; charset=utf-8';
  return requestError('BAD_REQUEST', message, { status: 406 });
}
