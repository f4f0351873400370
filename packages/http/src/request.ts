import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

export interface HttpRequest {
  readonly method: string;
  /** The path alone, e.g. `/graphql`. */
  readonly path: string;
  /** From the question mark on, as it was sent; empty without one. */
  readonly search: string;
  /** Parsed when it is first asked for: most routes need no more than `path` and `search`. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as it arrives, for a route that `streams`. It fails when the client goes away before its end. */
  readonly stream: Readable;
  /** The peer's address as the socket knows it; never taken from a header. */
  readonly remoteAddress: string;
  /** Aborted when the client goes away before it was answered. Made when it is first asked for. */
  readonly signal: AbortSignal;
}

/** Whether a client still waits for its answer. */
export class ClientWatch {
  #isGone = false;
  #controller: AbortController | undefined;

  constructor(outgoing: ServerResponse) {
    outgoing.on('close', () => {
      if (outgoing.writableFinished) return;
      this.#isGone = true;
      this.#controller?.abort();
    });
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#isGone) this.#controller.abort();
    }
    return this.#controller.signal;
  }
}

/** What of the target tells where a request goes. */
export interface Target {
  readonly path: string;
  readonly search: string;
}

export class IncomingRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly #incoming: IncomingMessage;
  readonly #client: ClientWatch;
  #url: URL | undefined;

  constructor(incoming: IncomingMessage, { path, search }: Target, body: Buffer, client: ClientWatch) {
    this.method = incoming.method ?? 'GET';
    this.path = path;
    this.search = search;
    this.headers = incoming.headers;
    this.body = body;
    this.#incoming = incoming;
    this.#client = client;
  }

  get url(): URL {
    this.#url ??= new URL(`http://localhost${this.path}${this.search}`);
    return this.#url;
  }

  get stream(): Readable {
    return this.#incoming;
  }

  get remoteAddress(): string {
    return this.#incoming.socket.remoteAddress ?? '';
  }

  get signal(): AbortSignal {
    return this.#client.signal;
  }
}
