import type { KeyObject } from 'node:crypto';
import type { FetchAnswer } from '../contract.ts';
import type { EventQueue } from './event-queue.ts';
import { createEventTransport, type EventTransportOptions, type OpenedStream } from './event-stream.ts';
import { forwardedHeaders, signedHeaders, type AcceptedType, type RequestHeaders } from './request-headers.ts';
import { createTransport, type HttpAnswer, type Post } from './transport.ts';
import { readAnswer } from './wire-answer.ts';

/** How requests of one kind go to a subgraph, and what is made of what comes back. */
export interface Channel<Came extends HttpAnswer, Read extends HasStatus> {
  readonly headersFor: RequestHeaders['for'];
  /** @throws SubgraphFailure */
  readonly post: (request: Post) => Promise<Came>;
  /** @throws SubgraphFailure where it is no GraphQL answer */
  readonly read: (came: Came) => Read;
}

export type HasStatus = Pick<HttpAnswer, 'status'>;

/** What came of a fetch. The text is for those who share it: each may change what it is given. */
export interface Landed extends HttpAnswer {
  readonly answer: FetchAnswer;
}

/** What came of a subscription: a stream, or an answer in its place. */
export type Opened = HasStatus & ({ readonly events: EventQueue } | { readonly answer: FetchAnswer });

export interface Channels {
  readonly fetches: Channel<HttpAnswer, Landed>;
  readonly streams: Channel<OpenedStream, Opened>;
  readonly isSameCaller: RequestHeaders['isSameCaller'];
  close(): Promise<void>;
}

/** What bounds a stream of events, as event-queue.ts has it. */
export type StreamBounds = Pick<EventTransportOptions, 'maxWaiting' | 'catchUpMs'>;

export interface ChannelOptions {
  readonly name: string;
  readonly url: URL;
  /** Absent: the subgraph is not one of ours. */
  readonly key: KeyObject | undefined;
  /** For fetches. */
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly events: StreamBounds | undefined;
}

/** Characters in one event of a subscription. */
const MAX_EVENT_LENGTH = 1024 * 1024;
/** A subgraph of ours says every 12 seconds that a stream is alive (packages/http); of others that is not known. */
const SILENCE_MS = 40_000;

/** The connections to one subgraph. */
export function createChannels({ name, url, key, events, ...options }: ChannelOptions): Channels {
  const { connections, connectTimeoutMs, maxAnswerBytes } = options;
  const headersFor = (accept: AcceptedType) => (key ? signedHeaders(name, key, accept) : forwardedHeaders(accept));
  const headers = headersFor('application/json');
  const transport = createTransport({ url, connections, connectTimeoutMs, maxAnswerBytes });
  const eventTransport = createEventTransport({
    ...events,
    url,
    connectTimeoutMs,
    maxEventLength: Math.min(maxAnswerBytes, MAX_EVENT_LENGTH),
    silenceMs: key ? SILENCE_MS : 0,
  });
  return {
    fetches: { headersFor: headers.for, post: transport.post, read: land },
    streams: { headersFor: headersFor('text/event-stream').for, post: eventTransport.open, read: open },
    isSameCaller: headers.isSameCaller,
    async close() {
      await Promise.all([transport.close(), eventTransport.close()]);
    },
  };
}

function land({ status, text }: HttpAnswer): Landed {
  return { status, text, answer: readAnswer({ status, text }) };
}

function open({ status, text, events }: OpenedStream): Opened {
  return events ? { status, events } : { status, answer: readAnswer({ status, text }) };
}
