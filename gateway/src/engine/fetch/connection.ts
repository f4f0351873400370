import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ResponseReader } from './response-reader.ts';
import { SubgraphFailure } from './subgraph-failure.ts';
import type { HttpAnswer } from './transport.ts';

export interface ConnectionOptions {
  readonly url: URL;
  /** The TLS handshake included. */
  readonly connectTimeoutMs: number;
  readonly maxAnswerBytes: number;
}

/** A request and who waits for its answer. Told of one of the two, once. */
export interface Exchange {
  /** In latin1, up to and with the empty line. */
  readonly head: string;
  readonly body: string;
  /** That it is on; null while it waits for one. */
  connection: Connection | null;
  onAnswer(answer: HttpAnswer): void;
  onFailure(failure: SubgraphFailure): void;
}

/** Who opens connections and uses them again. */
export interface ConnectionOwner {
  /** Its answer has been read, and it can take another request. */
  onFree(connection: Connection): void;
  /** It is closed, whoever did that. */
  onGone(connection: Connection): void;
}

/**
 * One connection to a subgraph (HTTP/1.1, RFC 9112), with one request under way at most. It lives as long as thousands of
 * requests, so it lets go of each as soon as that has ended: what an old object refers to stays until the next full
 * garbage collection.
 */
export class Connection {
  /** When it has waited long enough for another request, as `performance.now()` has it. */
  idleUntil = 0;
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  readonly #reader: ResponseReader;
  readonly #connectTimer: NodeJS.Timeout;
  #exchange: Exchange | null;
  #isConnected = false;
  #isClosed = false;

  /** Connects, and sends its first request then. */
  constructor(options: ConnectionOptions, owner: ConnectionOwner, exchange: Exchange) {
    this.#owner = owner;
    this.#exchange = exchange;
    exchange.connection = this;
    this.#reader = new ResponseReader(options.maxAnswerBytes);
    const expire = () => this.#fail(new Error('It took too long to connect.'));
    this.#connectTimer = setTimeout(expire, options.connectTimeoutMs);
    this.#socket = openSocket(options.url, () => this.#begin());
    this.#socket.on('data', (packet: Buffer) => this.#read(packet));
    this.#socket.on('end', () => this.#end());
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('The connection was closed.')));
  }

  /** On a connection that is free. */
  send(exchange: Exchange): void {
    this.#exchange = exchange;
    exchange.connection = this;
    this.#socket.ref();
    this.#write(exchange);
  }

  /** Nobody waits for its answer any more, if there is one under way. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#release();
    clearTimeout(this.#connectTimer);
    this.#socket.destroy();
    this.#owner.onGone(this);
  }

  #begin(): void {
    clearTimeout(this.#connectTimer);
    this.#isConnected = true;
    if (this.#exchange) this.#write(this.#exchange);
  }

  /** In one system call. */
  #write({ head, body }: Exchange): void {
    const socket = this.#socket;
    if (Buffer.byteLength(body) === body.length) {
      socket.write(head + body, 'latin1');
      return;
    }
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body, 'utf8');
    socket.uncork();
  }

  #read(packet: Buffer): void {
    // It answers no request, and must not be taken for the answer to the next.
    if (!this.#exchange) return this.close();
    try {
      const answer = this.#reader.read(packet);
      if (answer) this.#settle(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  #end(): void {
    const answer = this.#exchange && this.#reader.end();
    if (answer) this.#settle(answer);
    this.#fail(new Error('The connection ended before the answer did.'));
  }

  #settle(answer: HttpAnswer): void {
    const exchange = this.#release();
    if (this.#reader.idleMs === 0) this.close();
    // Over TLS, Node tells only in the next turn that all has been written.
    else if (this.#socket.writableLength > 0) setImmediate(() => this.#freeIfWritten());
    else this.#free();
    exchange?.onAnswer(answer);
  }

  /** Who answers before it has read the request may never read the rest, which the next request would come after. */
  #freeIfWritten(): void {
    if (this.#isClosed) return;
    if (this.#socket.writableLength > 0) this.close();
    else this.#free();
  }

  /** While it waits, it keeps no process alive. */
  #free(): void {
    this.idleUntil = performance.now() + this.#reader.idleMs;
    this.#socket.unref();
    this.#owner.onFree(this);
  }

  #fail(cause: unknown): void {
    const exchange = this.#release();
    this.close();
    exchange?.onFailure(cause instanceof SubgraphFailure ? cause : this.#failureBy(cause));
  }

  /** Without a connection nothing was written, so the subgraph cannot have acted on it. */
  #failureBy(cause: unknown): SubgraphFailure {
    return new SubgraphFailure(this.#isConnected ? 'interrupted' : 'connection', { cause });
  }

  #release(): Exchange | null {
    const exchange = this.#exchange;
    this.#exchange = null;
    if (exchange) exchange.connection = null;
    return exchange;
  }
}

function openSocket({ protocol, hostname, port }: URL, onConnected: () => void): Socket {
  // In a URL, IPv6 addresses are in brackets.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  // Requests are written whole: waiting for more would only delay them.
  const noDelay = true;
  if (protocol !== 'https:') return connectTcp({ host, port: Number(port) || 80, noDelay }, onConnected);
  // RFC 6066, 3: an address is no server name. The certificate is checked against `host` then.
  const servername = isIP(host) ? undefined : host;
  const socket = connectTls({ host, port: Number(port) || 443, servername, ALPNProtocols: ['http/1.1'] }, onConnected);
  return socket.setNoDelay(true);
}
