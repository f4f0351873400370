import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Takes over connections that are to speak another protocol from now on, as WebSocket. */
export interface UpgradeRoute {
  /** In lower case, as in the header `upgrade`. */
  readonly protocol: string;
  /** The exact path. */
  readonly path: string;
  /** Answers the request on the socket, and owns it from then on. */
  handle(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** The connections of one server that have been taken over: Node counts them no longer among its own. */
export class UpgradedConnections {
  readonly #sockets = new Set<Duplex>();

  constructor(server: Server, route: UpgradeRoute) {
    server.on('upgrade', (incoming, socket, head) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      if (isFor(route, incoming)) route.handle(incoming, socket, head);
      else refuseUpgrade(socket, 400);
    });
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Any other protocol, as `h2c` of a client that would like HTTP/2, may be ignored (RFC 9110, 7.8). */
export function isFor({ protocol, path }: UpgradeRoute, { headers, url = '' }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === protocol && url.split('?', 1)[0] === path;
}

/** Answers with a bare status, and closes the connection. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
