import { Client, type Pool } from 'pg';

const CHANNEL = 'tessera_events';
const RECONNECT_MS = 500;

/** Wakes readers when something was committed to the log. */
export interface LogSignal {
  /** True while a connection listens; while it does not, a reader has to look by itself. */
  readonly listening: boolean;
  /** Settles at the next commit that announced something, and at `close`. Ask for it before reading. */
  next(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Listens on one connection for all readers of this log, and anew when that breaks. The connection is made with the
 * pool's settings but is not the pool's: a pooled one would go on listening for whoever borrowed it next.
 */
export function createLogSignal(pool: Pool): LogSignal {
  let client: Client | null = null;
  let listening = false;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let bell = Promise.withResolvers<void>();

  const ring = () => {
    bell.resolve();
    bell = Promise.withResolvers<void>();
  };
  const lose = (broken: Client) => {
    if (client !== broken) return;
    client = null;
    listening = false;
    broken.end().catch(() => undefined);
    if (!closed) retry = setTimeout(listen, RECONNECT_MS).unref();
  };
  const listen = () => {
    const fresh = new Client(pool.options);
    client = fresh;
    fresh.on('error', () => lose(fresh));
    fresh.on('notification', (message) => {
      if (message.channel === CHANNEL) ring();
    });
    fresh
      .connect()
      .then(() => fresh.query(`LISTEN ${CHANNEL}`))
      .then(() => {
        listening = true;
        // Whatever was committed before the LISTEN took effect rang no bell here.
        ring();
      })
      .catch(() => lose(fresh));
  };

  listen();
  return {
    get listening() {
      return listening;
    },
    next: () => bell.promise,
    async close() {
      closed = true;
      clearTimeout(retry);
      const held = client;
      client = null;
      listening = false;
      ring();
      await held?.end().catch(() => undefined);
    },
  };
}
