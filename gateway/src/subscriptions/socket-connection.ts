import type { IncomingHttpHeaders } from 'node:http';
import { CloseCode, MessageType, type WebSocket as ProtocolSocket } from 'graphql-ws';
import type { WebSocket } from 'ws';

export interface SocketConnectionOptions {
  readonly socket: WebSocket;
  /** Of the request by which it was opened. */
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string;
  /** Messages that may wait for a client that reads none: nothing holds back the replies to its own messages. */
  readonly maxUnsent: number;
  /** Told what went wrong with a message through a fault of ours. */
  readonly onFault: (error: unknown) => void;
}

const GOING_AWAY = 1001;

/** One WebSocket, as the library of the protocol sees it. */
export class SocketConnection implements ProtocolSocket {
  /** On whose behalf its operations run; the client may say so as it initialises the connection. */
  authorization: string | undefined;
  /** Fulfilled when the socket is closed, by whomever. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #options: SocketConnectionOptions;
  #operations = 0;
  #isClosing = false;
  #unsent = 0;

  constructor(options: SocketConnectionOptions) {
    const { socket, headers } = options;
    this.#options = options;
    this.authorization = headers.authorization;
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
    });
    // A frame that is no frame, or too large: the library has answered it and closes.
    socket.on('error', () => undefined);
  }

  get protocol(): string {
    return this.#options.socket.protocol;
  }

  get remoteAddress(): string {
    return this.#options.remoteAddress;
  }

  get headers(): IncomingHttpHeaders {
    return { ...this.#options.headers, authorization: this.authorization };
  }

  /** Operations that are not over; other messages count as well, but for a moment only. */
  get operations(): number {
    return this.#operations;
  }

  /** Nothing more begins on it. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Answers what is running, and says then that it goes away: upon that, clients connect again. */
  closeWhenIdle(): void {
    this.#isClosing = true;
    if (this.#operations === 0) this.close(GOING_AWAY, 'Going away');
  }

  /** Leaves one operation without an answer and without an end: its client asks for it again on another connection. */
  async abandon(): Promise<void> {
    this.#end();
    await this.closed;
  }

  /** Fulfilled when the connection has taken it. */
  send(data: string): Promise<void> {
    const { socket, maxUnsent } = this.#options;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    if (this.#unsent >= maxUnsent) {
      socket.terminate();
      return Promise.resolve();
    }
    this.#unsent += 1;
    return new Promise((resolve) => {
      // Where it fails the socket closes, which ends all that is done for it.
      socket.send(data, () => {
        this.#unsent -= 1;
        resolve();
      });
    });
  }

  close(code: number, reason: string): void {
    this.#options.socket.close(code, reason);
  }

  /** @param take is done with an operation when its last answer, and that it was the last, is sent */
  onMessage(take: (data: string) => Promise<void>): void {
    this.#options.socket.on('message', (data: Buffer) => {
      this.#operations += 1;
      take(data.toString('utf8'))
        .catch((error: unknown) => {
          this.#options.onFault(error);
          this.close(CloseCode.InternalServerError, 'Internal server error');
        })
        .finally(() => this.#end());
    });
  }

  /** Without what came along, which can be a megabyte. */
  async onPing(): Promise<void> {
    await this.send(JSON.stringify({ type: MessageType.Pong }));
  }

  #end(): void {
    this.#operations -= 1;
    if (this.#isClosing) this.closeWhenIdle();
  }
}
