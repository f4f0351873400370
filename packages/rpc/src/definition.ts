import type { ServedCall } from '@tessera/identity';

/** Encodes and decodes one message, as ts-proto generates it. */
export interface MessageType<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/** One method as ts-proto describes it. Only unary calls and server streams are in use. */
export interface MethodDefinition {
  readonly name: string;
  readonly requestType: MessageType<unknown>;
  readonly requestStream: false;
  readonly responseType: MessageType<unknown>;
  readonly responseStream: boolean;
  readonly options: { readonly idempotencyLevel?: 'NO_SIDE_EFFECTS' | 'IDEMPOTENT' };
}

/** One service as ts-proto describes it, e.g. `EventLogDefinition`. */
export interface ServiceDefinition {
  readonly name: string;
  readonly fullName: string;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
}

export type RequestOf<M extends MethodDefinition> = ReturnType<M['requestType']['decode']>;
export type ResponseOf<M extends MethodDefinition> = ReturnType<M['responseType']['decode']>;

/** What a handler knows about a call besides its message; `identity` is the user on whose behalf the caller asks. */
export interface CallContext extends ServedCall {
  /** The authenticated service that calls, e.g. `superadmin`. */
  readonly caller: string;
  /** Milliseconds since the epoch after which nobody waits; Infinity for a stream without one. */
  readonly deadline: number;
  /**
   * Aborts when the caller gives up, when the deadline passes, and, for streams and calls without side effects, when
   * the server stops. A long poll has to heed it.
   */
  readonly signal: AbortSignal;
}

type HandlerOf<M extends MethodDefinition> = M['responseStream'] extends true
  ? (request: RequestOf<M>, call: CallContext) => AsyncIterable<ResponseOf<M>>
  : (request: RequestOf<M>, call: CallContext) => Promise<ResponseOf<M>>;

/** One function a method: a promise for a unary call, an async generator for a stream. */
export type HandlersOf<D extends ServiceDefinition> = { readonly [K in keyof D['methods']]: HandlerOf<D['methods'][K]> };

/** A service ready to be served: its definition and its handlers, types erased. */
export interface RpcService {
  readonly definition: ServiceDefinition;
  readonly handlers: Readonly<Record<string, ErasedHandler>>;
}

export type ErasedHandler = (request: unknown, call: CallContext) => Promise<unknown> | AsyncIterable<unknown>;

/** Ties handlers to a service's definition; a missing or wrongly typed handler does not compile. */
export function rpcService<D extends ServiceDefinition>(definition: D, handlers: HandlersOf<D>): RpcService {
  return { definition, handlers: handlers as unknown as RpcService['handlers'] };
}

/** The path of a method on the wire, e.g. `/tessera.v1.EventLog/Tail`: the key of the allow list. */
export function methodPath<D extends ServiceDefinition>(definition: D, method: keyof D['methods'] & string): string {
  return `/${definition.fullName}/${(definition.methods[method] as MethodDefinition).name}`;
}

/** An allow list that admits the same callers to every method of a service. */
export function allowCallers(definition: ServiceDefinition, callers: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(Object.keys(definition.methods).map((method) => [methodPath(definition, method), callers]));
}
