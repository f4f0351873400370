import type { KeyObject } from 'node:crypto';
import { CLAIMS_HEADER, SIGNATURE_HEADER, signRequest, type Claims } from '@tessera/identity';
import type { GatewayContext } from '../../context.ts';

/** The headers of requests to one subgraph, as names and values in turn. */
export interface RequestHeaders {
  /** Of one attempt: a signature is good for one delivery. `deadline` in ms since the epoch. */
  for(body: string, context: GatewayContext, deadline: number): readonly string[];
  /** Equal for callers whom the subgraph cannot tell apart, ids for tracing aside. */
  callerOf(context: GatewayContext): string;
}

const PLAIN = ['content-type', 'application/json', 'accept', 'application/json'] as const;

/** To a subgraph of ours, which believes what the gateway signed and no other header. */
export function signedHeaders(name: string, key: KeyObject): RequestHeaders {
  return {
    for(body, context, deadline) {
      const claims: Claims = {
        identity: context.identity,
        requestId: context.requestId,
        traceparent: context.traceparent,
        deadline,
        clientAddress: context.clientAddress,
        userAgent: context.userAgent,
      };
      const signed = signRequest(key, { method: 'POST', path: '/graphql', audience: name, body }, claims);
      return [...PLAIN, CLAIMS_HEADER, signed[CLAIMS_HEADER], SIGNATURE_HEADER, signed[SIGNATURE_HEADER]];
    },
    callerOf: ({ identity, clientAddress, userAgent }) => JSON.stringify([identity, clientAddress, userAgent]),
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
export function forwardedHeaders(): RequestHeaders {
  return {
    for(_, { forwarded, traceparent }) {
      const headers: string[] = [...PLAIN];
      for (const name in forwarded) {
        if (!NOT_FORWARDED.has(name.toLowerCase())) headers.push(name, forwarded[name] ?? '');
      }
      if (traceparent !== undefined) headers.push('traceparent', traceparent);
      return headers;
    },
    callerOf({ identity, forwarded }) {
      let caller = identity ? JSON.stringify(identity) : '';
      // No header holds a line break.
      for (const name in forwarded) caller += `${name}\n${forwarded[name]}\n`;
      return caller;
    },
  };
}
