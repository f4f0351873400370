import { randomUUID, type KeyObject } from 'node:crypto';
import { Client, credentials, Metadata, type CallOptions as GrpcOptions, type ServiceError } from '@grpc/grpc-js';
import { AppError } from '@tessera/errors';
import { servedCall, type ServedCall } from '@tessera/identity';
import type { ServiceKeyring } from '@tessera/keyring';
import { credentialFor, credentialKey, hashBody, signCall } from './authentication.ts';
import { clientOptions } from './channel-options.ts';
import { Circuit } from './circuit.ts';
import type { MethodDefinition, RequestOf, ResponseOf, ServiceDefinition } from './definition.ts';
import { errorOf } from './status.ts';
import { channelCredentials } from './tls.ts';

/**
 * Per call. Without `deadlineMs` a unary call has the client's (default 2,000 ms) and a stream has none. Whatever is
 * said here, a unary call that is made in answer to another gets no more time than that one has left, ends with it, and
 * carries its request id, identity and trace (`serve` in @tessera/identity).
 */
export interface CallOptions {
  readonly deadlineMs?: number;
  readonly requestId?: string;
  readonly signal?: AbortSignal;
}

type ClientMethod<M extends MethodDefinition> = M['responseStream'] extends true
  ? (request: RequestOf<M>, options?: CallOptions) => AsyncIterable<ResponseOf<M>>
  : (request: RequestOf<M>, options?: CallOptions) => Promise<ResponseOf<M>>;

export type PromiseClientOf<D extends ServiceDefinition> = {
  readonly [K in keyof D['methods']]: ClientMethod<D['methods'][K]>;
};

export interface RpcClientOptions {
  /** `host:port`. */
  readonly target: string;
  /** The service that answers there; picks the credential from the keyring. */
  readonly callee: string;
  readonly keyring: ServiceKeyring;
  /** For unary calls, in milliseconds. */
  readonly deadlineMs?: number;
  /** The callee's, where several clients call it; its own when left out. */
  readonly circuit?: Circuit;
}

/** What every method of one client needs. */
interface Connection {
  readonly client: Client;
  readonly key: KeyObject;
  readonly caller: string;
  readonly callee: string;
  readonly deadlineMs: number;
  readonly circuit: Circuit;
}

const DEFAULT_DEADLINE_MS = 2_000;
/** What a service keeps of its own time to answer in after its callee did not, in milliseconds. */
const ANSWER_MARGIN_MS = 20;

/**
 * A client of one service at one address. Connects at the first call and reconnects by itself.
 * Failures are AppErrors: the callee's own, UNAVAILABLE (also while the callee's circuit is open) or DEADLINE_EXCEEDED;
 * an aborted call rejects with the signal's reason.
 * @throws Error when the keyring holds no credential for the callee
 */
export function createRpcClient<D extends ServiceDefinition>(
  definition: D,
  options: RpcClientOptions,
): PromiseClientOf<D> & { close(): void } {
  const connection: Connection = {
    client: new Client(options.target, channelCredentials(options.keyring.tlsFolder), clientOptions(definition, options.callee)),
    key: credentialKey(credentialFor(options.callee, options.keyring)),
    caller: options.keyring.service,
    callee: options.callee,
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
    circuit: options.circuit ?? new Circuit(options.callee),
  };
  const methods = Object.entries(definition.methods).map(([name, method]) => {
    const path = `/${definition.fullName}/${method.name}`;
    const call = method.responseStream ? serverStream(connection, path, method) : unary(connection, path, method);
    return [name, call] as const;
  });
  return { ...Object.fromEntries(methods), close: () => connection.client.close() } as PromiseClientOf<D> & {
    close(): void;
  };
}

function unary(connection: Connection, path: string, method: MethodDefinition) {
  return async (request: unknown, given: CallOptions = {}): Promise<unknown> => {
    const body = Buffer.from(method.requestType.encode(request).finish());
    const options = withinServedCall(servedCall(), connection, path, given);
    const bytes = await connection.circuit.run(() => attempt(connection, path, body, options));
    return method.responseType.decode(bytes);
  };
}

/** @throws AppError DEADLINE_EXCEEDED when too little of the served call's time is left to ask anybody */
function withinServedCall(
  parent: ServedCall | undefined,
  { callee, deadlineMs }: Connection,
  path: string,
  given: CallOptions,
): CallOptions {
  const wantedMs = given.deadlineMs ?? deadlineMs;
  const leftMs = (parent?.deadline ?? Infinity) - Date.now() - ANSWER_MARGIN_MS;
  if (leftMs <= 0) {
    throw new AppError('DEADLINE_EXCEEDED', `No time is left to ask the ${callee} service ${path}.`, { service: callee });
  }
  const signals = [given.signal, parent?.signal].filter((signal) => signal !== undefined);
  return {
    requestId: given.requestId ?? parent?.requestId,
    deadlineMs: Math.min(wantedMs, leftMs),
    signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
  };
}

function attempt(connection: Connection, path: string, body: Buffer, options: CallOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted) return reject(options.signal.reason);
    const call = connection.client.makeUnaryRequest<Buffer, Buffer>(
      path, asIs, asIs, body, new Metadata(), grpcOptions(connection, path, body, options),
      (error, bytes) => {
        options.signal?.removeEventListener('abort', cancel);
        if (error) reject(rejectionOf(error, connection, path, options.signal));
        else resolve(bytes as Buffer);
      },
    );
    const cancel = () => call.cancel();
    options.signal?.addEventListener('abort', cancel, { once: true });
  });
}

function serverStream(connection: Connection, path: string, method: MethodDefinition) {
  return async function* (request: unknown, options: CallOptions = {}): AsyncGenerator {
    options.signal?.throwIfAborted();
    const body = Buffer.from(method.requestType.encode(request).finish());
    const settings = grpcOptions(connection, path, body, options);
    const call = connection.client.makeServerStreamRequest<Buffer, Buffer>(path, asIs, asIs, body, settings);
    const cancel = () => call.cancel();
    options.signal?.addEventListener('abort', cancel, { once: true });
    // The loop below may have ended before a late error arrives, which would then have no listener.
    call.on('error', () => undefined);
    try {
      for await (const bytes of call) yield method.responseType.decode(bytes as Buffer);
    } catch (error) {
      throw rejectionOf(error as ServiceError, connection, path, options.signal);
    } finally {
      options.signal?.removeEventListener('abort', cancel);
      call.cancel();
    }
  };
}

/** Call credentials are asked for at each attempt, which is what signs every retry anew. */
function grpcOptions(connection: Connection, path: string, body: Uint8Array, options: CallOptions): GrpcOptions {
  const { identity = null, traceparent } = servedCall() ?? {};
  const claims = {
    caller: connection.caller,
    requestId: options.requestId ?? randomUUID(),
    identity,
    traceparent,
    bodyHash: hashBody(body),
  };
  return {
    ...(options.deadlineMs === undefined ? {} : { deadline: Date.now() + options.deadlineMs }),
    credentials: credentials.createFromMetadataGenerator((_, callback) =>
      callback(null, signCall(connection.key, path, claims)),
    ),
  };
}

function rejectionOf(error: ServiceError, connection: Connection, path: string, signal?: AbortSignal): unknown {
  return signal?.aborted ? signal.reason : errorOf(error, connection.callee, path);
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
