import { isAppError } from '@tessera/errors';
import type { HttpRequest, HttpResponse } from '@tessera/http';
import { v7 } from 'uuid';
import type { GatewayContext } from '../../context.ts';
import { requestError } from '../../errors.ts';
import type { Authenticator } from '../../identity/authenticator.ts';
import type { Metrics } from '../../metrics.ts';
import type { PreparedOperation } from '../../operations/prepared-operation.ts';
import { answerFailure, answerOperation, type Recipient } from './answer.ts';
import { contentTypeFor, JSON_TYPE } from './content-type.ts';
import type { ErrorFormatter } from './format-error.ts';
import { admitOperation, runOperation, type Journey, type PipelineParts } from './pipeline.ts';
import { preventCsrf } from './prevent-csrf.ts';
import { readParams, type OperationParams } from './read-params.ts';
import { forwardedOf, RequestContext, traceparentOf, type Caller } from './request-context.ts';

/** What became of one request, for its line in the log, its span and its metrics. */
export interface Outcome {
  readonly status: number;
  /** Absent where the request was refused before it was read. */
  readonly journey: Journey | undefined;
}

/** Follows one request. */
export interface RequestWatch {
  /** Goes on to subgraphs in place of the client's. */
  readonly traceparent?: string;
  finish(outcome: Outcome): void;
}

export interface GraphQLEndpointOptions {
  readonly pipeline: PipelineParts;
  /** Absent: everyone is anonymous. */
  readonly authenticator?: Authenticator;
  /** Before anything is read. @throws AppError where there is no room for another request */
  readonly admit?: () => void;
  readonly watch?: (requestId: string, traceparent: string | undefined) => RequestWatch;
  /** Whether the caller is shown the query plan, for which it asks with `extensions: { plan: true }`. */
  readonly showsPlan: (context: GatewayContext) => boolean;
  /** Headers for the answer, by what became of the request. */
  readonly headersFor?: (context: GatewayContext) => Readonly<Record<string, string>>;
  /** In lower case. */
  readonly forwardHeaders: readonly string[];
  readonly operationTimeoutMs: number;
  readonly formatError: ErrorFormatter;
  readonly metrics: Metrics;
}

/** One HTTP request while it is answered. */
interface Visit {
  readonly requestId: string;
  readonly request: HttpRequest;
  /** Null where the client accepts nothing that we have. */
  readonly contentType: string | null;
  readonly traceparent: string | undefined;
  journey?: Journey;
}

/** Answers GraphQL over HTTP; never throws. To its clients it behaves as Apollo Server does. */
export function createGraphQLEndpoint(
  options: GraphQLEndpointOptions,
): (request: HttpRequest) => Promise<HttpResponse> {
  const { formatError, metrics } = options;
  return async (request) => {
    const requestId = v7();
    const contentType = contentTypeFor(request.headers.accept);
    const given = traceparentOf(request);
    const watch = options.watch?.(requestId, given);
    const visit: Visit = { requestId, request, contentType, traceparent: watch?.traceparent ?? given };
    const recipient = { requestId, formatError, contentType: contentType ?? JSON_TYPE };
    let response: HttpResponse;
    try {
      response = await answerRequest(options, visit, recipient);
    } catch (error) {
      response = answerFailure(error, recipient);
    }
    if (options.headersFor && visit.journey) {
      response = { ...response, headers: { ...options.headersFor(visit.journey.context), ...response.headers } };
    }
    metrics.count('tessera_gateway_requests_total', { status: String(response.status) });
    watch?.finish({ status: response.status, journey: visit.journey });
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
  const context = await createContext(options, visit);
  const journey: Journey = { params, context, isReadOnly: request.method === 'GET' };
  visit.journey = journey;
  const serving = pipeline.serving();
  serving.enter();
  try {
    const admitted = await admitOperation(pipeline, serving, journey);
    const answer = await runOperation(admitted, context);
    const isPlanShown = asksForPlan(params) && options.showsPlan(context);
    return answerOperation(answer, isPlanShown ? planOf(admitted.operation) : undefined, recipient);
  } finally {
    serving.leave();
  }
}

async function createContext(options: GraphQLEndpointOptions, visit: Visit): Promise<GatewayContext> {
  const { request, requestId, traceparent } = visit;
  const caller = await identify(options.authenticator, request.headers.authorization);
  return new RequestContext(request, caller, {
    requestId,
    deadline: Date.now() + options.operationTimeoutMs,
    traceparent,
    forwarded: forwardedOf(request, options.forwardHeaders),
  });
}

async function identify(authenticator: Authenticator | undefined, authorization: string | undefined): Promise<Caller> {
  try {
    return { identity: (await authenticator?.identify(authorization)) ?? null, refusal: null };
  } catch (error) {
    if (isAppError(error)) return { identity: null, refusal: error };
    throw error;
  }
}

const asksForPlan = ({ extensions }: OperationParams) => extensions?.['plan'] === true;
const planOf = (operation: PreparedOperation) => JSON.stringify({ plan: operation.executable().plan });

/** Told before the operation runs: Apollo Server runs it first, and a mutation along with it. */
function notAcceptable() {
  const message =
    "An 'accept' header was provided for this request which does not accept application/json; charset=utf-8 or " +
    'application/graphql-response+json; charset=utf-8';
  return requestError('BAD_REQUEST', message, { status: 406 });
}
