import type { IncomingMessage } from 'node:http';
import type { EnterCohort } from './cohorts.ts';

export const NOTHING = Buffer.alloc(0);

export class BodyTooLargeError extends Error {
  constructor(maxBytes: number) {
    super(`The request body is larger than ${maxBytes} bytes.`);
  }
}

/**
 * The whole body, together with those that have come in the same turn. It is refused as soon as it is known to be over
 * the cap: by its declared length, or while it arrives, so that a sender without `content-length` cannot fill the memory.
 * @throws BodyTooLargeError, or the connection's error when the client goes away in between
 */
export function readBody(incoming: IncomingMessage, maxBytes: number, enterCohort: EnterCohort): Promise<Buffer> {
  const { 'content-length': declared, 'transfer-encoding': encoding } = incoming.headers;
  // RFC 9112, 6.3: a request that declares neither has no body.
  if (declared === undefined && encoding === undefined) {
    return new Promise((resolve) => enterCohort(() => resolve(NOTHING)));
  }
  if (Number(declared ?? 0) > maxBytes) throw new BodyTooLargeError(maxBytes);
  return collect(incoming, maxBytes, enterCohort);
}

/** By events: an async iterator costs several promises a chunk, and nearly every body is one chunk. */
function collect(incoming: IncomingMessage, maxBytes: number, enterCohort: EnterCohort): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      incoming.pause().off('data', take);
      reject(new BodyTooLargeError(maxBytes));
    };
    incoming.on('data', take);
    incoming.on('end', () => {
      const [first] = chunks;
      const body = first && chunks.length === 1 ? first : Buffer.concat(chunks, size);
      enterCohort(() => resolve(body));
    });
    incoming.on('error', reject);
  });
}

const DISCARD_FOR_MS = 1_000;
const MOST_DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * Reads the rest of a body and keeps nothing of it: a connection that is closed with something unread is reset, and the
 * answer lost (RFC 9112, 9.6). Resolves at its end, or when that is too far off.
 */
export function discardBody(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let size = 0;
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, DISCARD_FOR_MS);
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_DISCARDED_BYTES) end();
    });
    incoming.once('end', end).once('error', end).once('close', end).resume();
  });
}
