import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export const JSON_TYPE = 'application/json; charset=utf-8';
export const EVENT_STREAM_TYPE = 'text/event-stream';
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';
/** What Apollo Server offers besides, to its router. */
const CALLBACK_TYPE = 'application/json; callbackSpec=1.0; charset=utf-8';
const OFFERED = [JSON_TYPE, RESPONSE_TYPE, CALLBACK_TYPE, EVENT_STREAM_TYPE];

/** Clients send a handful of headers; what is kept of anything else is bounded. */
const known = new LRUCache<string, { readonly type: string | null }>({
  maxSize: 64 * 1024,
  sizeCalculation: (_, accept) => accept.length + 64,
});

/** The content type of the answer by the client's `accept` header; null where it accepts none that we have. */
export function contentTypeFor(accept: string | undefined): string | null {
  if (!accept) return JSON_TYPE;
  const remembered = known.get(accept);
  if (remembered) return remembered.type;
  const type = new Negotiator({ headers: { accept } }).mediaType(OFFERED) ?? null;
  known.set(accept, { type });
  return type;
}

export function isPlainJson(contentType: string): boolean {
  return contentType.startsWith('application/json');
}
