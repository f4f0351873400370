import { Pool } from 'undici';

export interface SubgraphAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export interface SubgraphRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Given up on when it aborts: the client has gone. */
  readonly signal?: AbortSignal;
}

/** Why a subgraph did not answer. Only `connection` and `signature` mean that it cannot have acted on the request. */
export class SubgraphFailure extends Error {
  readonly reason: 'connection' | 'signature' | 'interrupted' | 'timeout' | 'too-large' | 'cancelled';
  constructor(reason: SubgraphFailure['reason'], cause?: unknown) {
    super(`The subgraph did not answer: ${reason}.`, { cause });
    this.reason = reason;
  }
}

export interface Transport {
  /** @throws SubgraphFailure */
  post(request: SubgraphRequest): Promise<SubgraphAnswer>;
  close(): Promise<void>;
}

/** Nothing was written yet: a subgraph that is starting, stopping or gone. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Keep-alive connections to one subgraph's GraphQL endpoint. */
export function createTransport(url: URL, maxAnswerBytes: number): Transport {
  const pool = new Pool(url.origin, {
    connections: 128,
    // Below the subgraphs' own 65 s, so that we never write to a connection that its other end is closing.
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 30_000,
    connectTimeout: 2_000,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const path = url.pathname + url.search;
  return {
    async post(request) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(new SubgraphFailure('timeout')), Math.max(1, request.timeoutMs));
      const cancel = () => stop.abort(new SubgraphFailure('cancelled'));
      request.signal?.addEventListener('abort', cancel, { once: true });
      if (request.signal?.aborted) cancel();
      try {
        const { statusCode, body } = await pool.request({
          path,
          method: 'POST',
          headers: request.headers,
          body: request.body,
          signal: stop.signal,
        });
        return { status: statusCode, body: await readCapped(body, maxAnswerBytes) };
      } catch (error) {
        throw stop.signal.aborted ? stop.signal.reason : asFailure(error);
      } finally {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', cancel);
      }
    },
    close: () => pool.close(),
  };
}

async function readCapped(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (size > maxBytes) throw new SubgraphFailure('too-large');
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
}

function asFailure(error: unknown): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  return new SubgraphFailure(NOT_CONNECTED.has(code) ? 'connection' : 'interrupted', error);
}
