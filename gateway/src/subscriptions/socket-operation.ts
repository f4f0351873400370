import type { SubscribePayload } from 'graphql-ws';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { AnswerError } from '../engine/shape/answer-error.ts';
import { errorsOf, type Teller } from '../http/graphql/answer.ts';
import { createContext } from '../http/graphql/create-context.ts';
import type { GraphQLEndpointOptions } from '../http/graphql/endpoint.ts';
import type { Journey } from '../http/graphql/pipeline.ts';
import { traceparentOf } from '../http/graphql/request-context.ts';
import { newRequestId } from '../http/graphql/request-id.ts';
import { limitExceeded } from '../limits/limit-error.ts';
import type { LimitSettings } from '../limits/limit-settings.ts';
import type { AnswerStream } from './answer-stream.ts';
import type { SocketConnection } from './socket-connection.ts';
import { StreamEnd } from './stream-end.ts';
import { streamOperation } from './stream-operation.ts';

export interface SocketOperationOptions extends GraphQLEndpointOptions {
  readonly limits: Pick<LimitSettings, 'bodyBytes' | 'socketOperations' | 'subscriptions'>;
}

/** The results of an operation as the library of the protocol sends them: what the iterator throws, as an error. */
export type SocketResults = AsyncIterableIterator<ExecutionResult, void>;

/** Begins an operation that came over a WebSocket, or tells why it is refused. */
export async function beginOperation(
  options: SocketOperationOptions,
  connection: SocketConnection,
  payload: SubscribePayload,
): Promise<SocketResults | readonly GraphQLError[]> {
  const { headers, remoteAddress } = connection;
  const requestId = newRequestId();
  const teller = { requestId, formatError: options.formatError };
  const given = traceparentOf({ headers });
  const watch = options.watch?.(requestId, given);
  const end = new StreamEnd();
  let journey: Journey | undefined;
  try {
    options.admit?.();
    const { socketOperations } = options.limits;
    if (connection.operations > socketOperations) throw limitExceeded('socketOperations', socketOperations);
    const more = { requestId, traceparent: watch?.traceparent ?? given, steps: watch };
    const context = await createContext(options, { headers, remoteAddress, signal: end.signal }, more);
    journey = { params: paramsOf(payload), context, isReadOnly: false };
    const stream = await streamOperation(options, journey, { authorization: headers.authorization, end });
    watch?.finish({ status: 200, journey, errors: [], hasData: true });
    return new Results(stream, connection, teller);
  } catch (error) {
    const errors = errorsOf(error);
    watch?.finish({ status: 200, journey, errors, hasData: false });
    return errors.map((each) => told(each, teller));
  }
}

/** The protocol has `query` always be a text; where a hash names the document it is empty. */
function paramsOf({ query, operationName, variables, extensions }: SubscribePayload): Journey['params'] {
  return {
    query: query === '' ? undefined : query,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

class Results implements SocketResults {
  readonly #stream: AnswerStream;
  readonly #connection: SocketConnection;
  readonly #teller: Teller;

  constructor(stream: AnswerStream, connection: SocketConnection, teller: Teller) {
    this.#stream = stream;
    this.#connection = connection;
    this.#teller = teller;
  }

  async next(): Promise<IteratorResult<ExecutionResult, void>> {
    try {
      const { done, value } = await this.#stream.next();
      if (done) return { done, value: undefined };
      const { formatError, requestId } = this.#teller;
      const errors = value.errors.map((error) => formatError(error, requestId) as GraphQLError);
      const data = JSON.parse(value.data) as ExecutionResult['data'];
      return { value: errors.length > 0 ? { errors, data } : { data } };
    } catch (error) {
      // Told nothing, a client connects and subscribes again; with an error or an end it would not.
      if (this.#connection.isClosing) await this.#connection.abandon();
      throw errorsOf(error).map((each) => told(each, this.#teller))[0];
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult, void>> {
    await this.#stream.return();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** An error that says no more than its client may know. */
function told(error: GraphQLError, { formatError, requestId }: Teller): GraphQLError {
  const { message, locations, path, extensions } = formatError(error, requestId);
  return new AnswerError(message, locations, { path, extensions });
}
