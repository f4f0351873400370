import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A client of GraphQL over WebSocket that says and hears one message after the other. */
export interface SocketClient {
  readonly socket: WebSocket;
  say(message: object): void;
  /** The next message; null where the connection was closed. */
  hear(): Promise<unknown>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
}

/** @throws Error with the status where the connection is refused */
export async function openSocket(url: string, options: SocketOptions = {}): Promise<SocketClient> {
  const { headers, protocols = ['graphql-transport-ws'] } = options;
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [...protocols], { headers });
  const heard: unknown[] = [];
  let hearing: ((message: unknown) => void) | undefined;
  const tell = (message: unknown) => {
    if (!hearing) return void heard.push(message);
    hearing(message);
    hearing = undefined;
  };
  socket.on('message', (data: Buffer) => tell(JSON.parse(data.toString('utf8'))));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      tell(null);
      resolve({ code, reason: reason.toString('utf8') });
    });
  });
  await once(socket, 'open');
  return {
    socket,
    say: (message) => socket.send(JSON.stringify(message)),
    hear: async () => (heard.length > 0 ? heard.shift() : new Promise((resolve) => void (hearing = resolve))),
    closed,
  };
}

/** An initialised one. */
export async function connect(url: string, payload: object = {}, options?: SocketOptions): Promise<SocketClient> {
  const client = await openSocket(url, options);
  client.say({ type: 'connection_init', payload });
  const answer = (await client.hear()) as { type?: string } | null;
  if (answer?.type !== 'connection_ack') throw new Error(`Not acknowledged: ${JSON.stringify(answer)}`);
  return client;
}
