import type { KeyObject } from 'node:crypto';
import { CLAIMS_HEADER, SIGNATURE_HEADER, signRequest, type Claims, type Identity } from '@tessera/identity';
import type { GatewayContext } from '../../context.ts';

/** The headers of requests to one subgraph, as names and values in turn. */
export interface RequestHeaders {
  /** Of one attempt: a signature is good for one delivery. `deadline` in ms since the epoch. */
  for(body: string, context: GatewayContext, deadline: number, traceparent: string | undefined): readonly string[];
  /** Whether the subgraph cannot tell two callers apart, ids for tracing aside. */
  isSameCaller(one: GatewayContext, other: GatewayContext): boolean;
}

export type AcceptedType = 'application/json' | 'text/event-stream';

const commonHeaders = (accept: AcceptedType) => ['content-type', 'application/json', 'accept', accept] as const;

/** To a subgraph of ours, which believes what the gateway signed and no other header. */
export function signedHeaders(name: string, key: KeyObject, accept: AcceptedType = 'application/json'): RequestHeaders {
  const common = commonHeaders(accept);
  return {
    for(body, context, deadline, traceparent) {
      const claims: Claims = {
        identity: context.identity,
        requestId: context.requestId,
        traceparent,
        deadline,
        clientAddress: context.clientAddress,
        userAgent: context.userAgent,
      };
      const signed = signRequest(key, { method: 'POST', path: '/graphql', audience: name, body }, claims);
      return [...common, CLAIMS_HEADER, signed[CLAIMS_HEADER], SIGNATURE_HEADER, signed[SIGNATURE_HEADER]];
    },
    isSameCaller: (one, other) =>
      isSameIdentity(one.identity, other.identity) &&
      one.clientAddress === other.clientAddress &&
      one.userAgent === other.userAgent,
  };
}

/** What belongs to a connection, to the client's own body, or is sent anyway. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'traceparent',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** To any other subgraph: with the headers of the client that are to be passed on. */
export function forwardedHeaders(accept: AcceptedType = 'application/json'): RequestHeaders {
  const common = commonHeaders(accept);
  return {
    for(_body, { forwarded }, _deadline, traceparent) {
      const headers: string[] = [...common];
      for (const name in forwarded) {
        if (!NOT_FORWARDED.has(name.toLowerCase())) headers.push(name, forwarded[name] ?? '');
      }
      if (traceparent !== undefined) headers.push('traceparent', traceparent);
      return headers;
    },
    isSameCaller: (one, other) =>
      isSameIdentity(one.identity, other.identity) && isSameRecord(one.forwarded ?? {}, other.forwarded ?? {}),
  };
}

/** Tokens that differ may say the same. */
function isSameIdentity(one: Identity | null, other: Identity | null): boolean {
  if (one === other) return true;
  if (!one || !other || one.sessionId !== other.sessionId) return false;
  return JSON.stringify(one) === JSON.stringify(other);
}

function isSameRecord(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
