import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { isAppError } from '@tessera/errors';
import { refuseUpgrade } from '@tessera/http';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { GraphQLSchema, parse } from 'graphql';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { SocketConnection } from './socket-connection.ts';
import { mayOpenSocket } from './socket-origin.ts';
import { beginOperation, type SocketOperationOptions, type SocketResults } from './socket-operation.ts';

export interface SocketEndpointOptions extends SocketOperationOptions {
  /** Whose pages may connect, besides the endpoint's own. */
  readonly origins: readonly string[];
  readonly log: Logger;
  /** How long a connection may take until it is initialised. Default: 3,000. */
  readonly initTimeoutMs?: number;
}

const TRY_AGAIN_LATER = 1013;
const KEEP_ALIVE_MS = 12_000;
/** Pings that a client may leave unanswered: one can be waiting behind a large answer. */
const MOST_MISSED = 2;
/** Replies to a client's own messages, besides the answers to its operations. */
const MOST_REPLIES = 50;

/** The library asks of them only that they are there: what was sent is read and run by the pipeline. */
const PLACEHOLDER = { schema: new GraphQLSchema({}), document: parse('{ __typename }') };

/**
 * GraphQL over WebSocket (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). Operations pass the same
 * way as any. A browser cannot send headers along, so the credential is in the payload of `connection_init`:
 * `{ "authorization": "Bearer …" }`.
 */
export class SocketEndpoint {
  readonly #options: SocketEndpointOptions;
  readonly #sockets: WebSocketServer;
  readonly #protocol: ReturnType<typeof makeServer<Readonly<Record<string, unknown>>, SocketConnection>>;
  readonly #connections = new Map<WebSocket, SocketConnection>();
  readonly #missed = new WeakMap<WebSocket, number>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: SocketEndpointOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: options.limits.bodyBytes, handleProtocols });
    this.#protocol = makeServer<Readonly<Record<string, unknown>>, SocketConnection>({
      connectionInitWaitTimeout: options.initTimeoutMs,
      onConnect: ({ extra, connectionParams }) => this.#initialise(extra, connectionParams ?? {}),
      onSubscribe: async ({ extra }, _id, payload) => {
        if (extra.isClosing) await extra.abandon();
        const begun = await beginOperation(options, extra, payload);
        return Symbol.asyncIterator in begun ? { ...PLACEHOLDER, contextValue: begun } : begun;
      },
      execute: ({ contextValue }) => contextValue as SocketResults,
      onNext: (_context, _id, _payload, _args, result) => result,
    });
  }

  /** Takes a connection over, or refuses it with 403 or 503. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const status = this.#refusal(incoming);
    if (status) return refuseUpgrade(socket, status);
    this.#sockets.handleUpgrade(incoming, socket, head, (opened) => this.#open(opened, incoming));
  }

  /** Lets none in any more, and closes each as soon as what runs on it is answered. */
  close(): void {
    this.#isClosed = true;
    for (const connection of this.#connections.values()) connection.closeWhenIdle();
  }

  #refusal({ headers }: IncomingMessage): 403 | 503 | null {
    if (!mayOpenSocket(headers, this.#options.origins)) return 403;
    if (this.#isClosed || this.#connections.size >= this.#options.limits.subscriptions) return 503;
    try {
      this.#options.admit?.();
      return null;
    } catch {
      return 503;
    }
  }

  #open(socket: WebSocket, { headers, socket: { remoteAddress = '' } }: IncomingMessage): void {
    const { limits, log } = this.#options;
    const connection = new SocketConnection({
      socket,
      headers,
      remoteAddress,
      maxUnsent: limits.socketOperations + MOST_REPLIES,
      onFault: (error) => log.error({ err: error }, 'a message over a WebSocket failed'),
    });
    this.#connections.set(socket, connection);
    this.#timer ??= setInterval(() => this.#ping(), KEEP_ALIVE_MS);
    socket.on('pong', () => this.#missed.delete(socket));
    const whenClosed = this.#protocol.opened(connection, connection);
    void connection.closed.then(({ code, reason }) => {
      this.#remove(socket);
      return whenClosed(code, reason);
    });
  }

  #remove(socket: WebSocket): void {
    this.#connections.delete(socket);
    if (this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A connection whose other end is gone says nothing of it. */
  #ping(): void {
    for (const socket of this.#connections.keys()) {
      const missed = this.#missed.get(socket) ?? 0;
      this.#missed.set(socket, missed + 1);
      if (missed >= MOST_MISSED) socket.terminate();
      else socket.ping();
    }
  }

  /** Without a credential it is an anonymous one, as a request is; one that is not good is no reason to let it wait. */
  async #initialise(connection: SocketConnection, params: Readonly<Record<string, unknown>>): Promise<boolean> {
    connection.authorization = authorizationIn(params) ?? connection.authorization;
    const { authenticator, clientAddressOf } = this.#options;
    try {
      await authenticator?.identify(connection.authorization, clientAddressOf(connection));
      return true;
    } catch (error) {
      if (!isAppError(error)) throw error;
      const isRefused = error.code === 'UNAUTHENTICATED';
      connection.close(isRefused ? CloseCode.Forbidden : TRY_AGAIN_LATER, isRefused ? 'Forbidden' : 'Try again later');
      return false;
    }
  }
}

/** No other header can be given in a message: whoever stands before the gateway and looks after headers reads none. */
function authorizationIn({ authorization, Authorization }: Readonly<Record<string, unknown>>): string | undefined {
  const given = authorization ?? Authorization;
  return typeof given === 'string' ? given : undefined;
}
