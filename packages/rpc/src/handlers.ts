import { once } from 'node:events';
import {
  Metadata,
  status,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition as GrpcDefinition,
  type StatusObject,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { serve, SignatureError } from '@tessera/identity';
import { claimsOf, hashBody } from './authentication.ts';
import type { CallContext, ErasedHandler, MethodDefinition, RpcService } from './definition.ts';
import { statusOf } from './status.ts';

export interface HandlerSettings {
  /** Aborts when the server starts to stop. */
  readonly stopping: AbortSignal;
  readonly onFault: (error: unknown, call: { method: string; caller: string; requestId: string }) => void;
}

/** One for all: made for each call, with its stack, it would cost more than checking who calls. */
const ENDED = new Error('The call is over.');

type Call = ServerUnaryCall<Buffer, Buffer> | ServerWritableStream<Buffer, Buffer>;

interface Served {
  readonly path: string;
  readonly method: MethodDefinition;
  readonly handler: ErasedHandler;
  readonly settings: HandlerSettings;
}

/** A service in the form that grpc-js serves; messages pass as bytes, so that their hash can be checked. */
export function grpcService(
  service: RpcService,
  settings: HandlerSettings,
): { definition: GrpcDefinition; implementation: UntypedServiceImplementation } {
  const definition: Record<string, GrpcDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(service.definition.methods)) {
    const path = `/${service.definition.fullName}/${method.name}`;
    const handler = service.handlers[name];
    if (!handler) throw new Error(`${path} has no handler.`);
    const { requestStream, responseStream } = method;
    definition[name] = {
      path, requestStream, responseStream,
      requestSerialize: asIs, requestDeserialize: asIs, responseSerialize: asIs, responseDeserialize: asIs,
    };
    const served = { path, method, handler, settings };
    implementation[name] = responseStream ? streamHandler(served) : unaryHandler(served);
  }
  return { definition, implementation };
}

function unaryHandler(served: Served): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const context = contextOf(call, served);
    if (context.deadline === Infinity) return callback(failure(status.INVALID_ARGUMENT, 'A call needs a deadline.'));
    void serve(context, answer)
      .then((bytes) => callback(null, bytes))
      .catch((error: unknown) => callback(failureOf(error, served, context)));

    async function answer(): Promise<Buffer> {
      const response = await served.handler(requestOf(call, served), context);
      return Buffer.from(served.method.responseType.encode(response).finish());
    }
  };
}

function streamHandler(served: Served): handleServerStreamingCall<Buffer, Buffer> {
  return (call) => {
    const context = contextOf(call, served);
    void serve(context, send)
      .then(() => call.end())
      .catch((error: unknown) => call.emit('error', failureOf(error, served, context)));

    async function send(): Promise<void> {
      const messages = served.handler(requestOf(call, served), context) as AsyncIterable<unknown>;
      for await (const message of messages) {
        const bytes = Buffer.from(served.method.responseType.encode(message).finish());
        if (!call.write(bytes)) await once(call, 'drain', { signal: context.signal });
      }
      context.signal.throwIfAborted();
    }
  };
}

function contextOf(call: Call, { method, settings: { stopping } }: Served): CallContext {
  const ended = new AbortController();
  const end = () => {
    stopping.removeEventListener('abort', end);
    ended.abort(ENDED);
  };
  // grpc-js says it of every call that is over, answered ones too: what a handler has left behind ends with it.
  call.once('cancelled', end);
  const cutAtStop = method.responseStream || method.options.idempotencyLevel === 'NO_SIDE_EFFECTS';
  if (cutAtStop && stopping.aborted) end();
  else if (cutAtStop) stopping.addEventListener('abort', end);
  const { caller, requestId, identity, traceparent } = claimsOf(call.metadata);
  return { identity, traceparent, caller, requestId, deadline: Number(call.getDeadline()), signal: ended.signal };
}

function requestOf(call: Call, { method }: Served): unknown {
  // Headers were verified before; a body that was altered on the way shows here.
  if (hashBody(call.request) !== claimsOf(call.metadata).bodyHash) throw new SignatureError('mismatch');
  return method.requestType.decode(call.request);
}

function failureOf(error: unknown, served: Served, context: CallContext): StatusObject {
  if (error instanceof SignatureError) return failure(status.UNAUTHENTICATED, error.message);
  if (context.signal.aborted) {
    return served.settings.stopping.aborted
      ? failure(status.UNAVAILABLE, 'The service is stopping.')
      : failure(status.CANCELLED, 'The caller no longer waits.');
  }
  const answer = statusOf(error, context.requestId);
  if (answer.code === status.INTERNAL) {
    served.settings.onFault(error, { method: served.path, caller: context.caller, requestId: context.requestId });
  }
  return answer;
}

function failure(code: status, details: string): StatusObject {
  return { code, details, metadata: new Metadata() };
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
