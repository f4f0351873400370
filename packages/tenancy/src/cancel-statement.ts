import { createConnection } from 'node:net';
import type { PoolClient } from 'pg';

/** Where the server of a connection listens; `host` may be the folder of a Unix socket. */
export interface ServerAddress {
  readonly host?: string;
  readonly port?: number;
}

/** A request to cancel goes over a connection of its own; longer than this it is not waited for, in milliseconds. */
const CANCEL_TIMEOUT_MS = 2_000;
/** The code that stands in place of a protocol version. */
const CANCEL_REQUEST = 80_877_102;

/**
 * Has the server cancel what `client` is running as soon as `signal` aborts. Call what it returns once the statement
 * has ended: true when a cancellation was sent. Such a connection must be closed, for the cancellation may still be on
 * its way, and would hit the next statement.
 */
export function cancelOnAbort(
  client: PoolClient,
  address: ServerAddress,
  signal: AbortSignal | undefined,
): () => boolean {
  let isSent = false;
  const cancel = () => {
    isSent = true;
    requestCancel(client, address);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  return () => {
    signal?.removeEventListener('abort', cancel);
    return isSent;
  };
}

/**
 * Sends a CancelRequest, https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 * Should it not arrive, the statement ends by the role's own `statement_timeout`.
 */
function requestCancel(client: PoolClient, { host = 'localhost', port = 5432 }: ServerAddress): void {
  const { processID, secretKey } = client as PoolClient & { processID: number; secretKey: number };
  const message = Buffer.alloc(16);
  [message.length, CANCEL_REQUEST, processID, secretKey].forEach((value, index) => message.writeInt32BE(value, 4 * index));
  const isFolder = host.startsWith('/');
  const socket = isFolder ? createConnection(`${host}/.s.PGSQL.${port}`) : createConnection(port, host);
  socket.setTimeout(CANCEL_TIMEOUT_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.end(message);
}
