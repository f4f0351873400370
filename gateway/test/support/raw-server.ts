import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Stop } from '../../src/engine/fetch/stop.ts';
import type { SubgraphFailure } from '../../src/engine/fetch/subgraph-failure.ts';
import { createTransport, type Transport, type TransportOptions } from '../../src/engine/fetch/transport.ts';

/** How one request is answered. */
export type Answering = (socket: Socket, request: string, order: number) => unknown;

export interface RawRig {
  readonly transport: Transport;
  readonly url: URL;
  /** Connections that were made, oldest first. */
  readonly sockets: Socket[];
  /** Requests as they came, in latin1. */
  readonly requests: string[];
  /** Port of the client's end, for each request. */
  readonly ports: (number | undefined)[];
  answering: Answering;
  post(body?: string, stop?: Stop, headers?: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export const idleStop = () => new Stop(() => undefined);
export const sized = (text: string, more = '') =>
  `HTTP/1.1 200 OK\r\n${more}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

/** A transport and a server that writes bytes as it is told. */
export async function startRawRig(options: Partial<TransportOptions> = {}): Promise<RawRig> {
  const server = createServer((socket) => {
    rig.sockets.push(socket);
    socket.setNoDelay(true).on('error', () => undefined);
    let text = '';
    socket.on('data', (packet) => {
      text += packet.toString('latin1');
      const [, length] = /content-length: (\d+)/.exec(text) ?? [];
      const head = text.indexOf('\r\n\r\n');
      if (head < 0 || text.length < head + 4 + Number(length)) return;
      rig.requests.push(text);
      rig.ports.push(socket.remotePort);
      const request = text;
      text = '';
      rig.answering(socket, request, rig.requests.length);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?a=1`);
  const transport = createTransport({ url, connections: 10, connectTimeoutMs: 1_000, maxAnswerBytes: 100_000, ...options });
  const rig: RawRig = {
    transport,
    url,
    sockets: [],
    requests: [],
    ports: [],
    answering: (socket) => socket.write(sized('ok')),
    post: (body = '{}', stop = idleStop(), headers = []) => outcomeOf(transport, body, stop, headers),
    async stop() {
      rig.sockets.forEach((socket) => socket.destroy());
      await transport.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return rig;
}

/** Status and text, or why there are none. */
async function outcomeOf(transport: Transport, body: string, stop: Stop, headers: readonly string[]): Promise<string> {
  try {
    const { status, text } = await transport.post({ body, headers, stop });
    return `${status} ${text}`;
  } catch (failure) {
    return (failure as SubgraphFailure).reason;
  }
}
