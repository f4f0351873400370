import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** A database that does not answer within this time counts as lost, in milliseconds. */
const ANSWER_TIMEOUT_MS = 2_000;

export interface ListenOptions {
  readonly connection: pg.ClientConfig;
  /** An identifier, trusted. */
  readonly channel: string;
  readonly probeMs: number;
  readonly signal: AbortSignal;
  readonly onListening: () => void;
  readonly onPayload: (payload: string) => void;
  /** After each probe that the connection answered; everything notified before it has been delivered. */
  readonly onProbe: () => void;
}

/**
 * Listens on one connection of its own until the signal aborts.
 * @throws Error when the connection cannot be made, breaks, or does not answer a probe
 */
export async function listenTo(options: ListenOptions): Promise<void> {
  const client = new pg.Client({
    ...options.connection,
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  });
  const broken = new AbortController();
  client.on('error', (error) => broken.abort(error));
  client.on('end', () => broken.abort(new Error('The database closed the listening connection.')));
  client.on('notification', ({ payload }) => options.onPayload(payload ?? ''));
  const ended = AbortSignal.any([options.signal, broken.signal]);
  try {
    await client.connect();
    await client.query(`LISTEN ${options.channel}`);
    options.onListening();
    while (!ended.aborted) {
      await client.query('SELECT 1');
      options.onProbe();
      await delay(options.probeMs, undefined, { signal: ended }).catch(() => undefined);
    }
    if (!options.signal.aborted) throw broken.signal.reason;
  } finally {
    await client.end().catch(() => undefined);
  }
}
