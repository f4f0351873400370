import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttpServer, refuseUpgrade, type RunningHttpServer, type UpgradeRoute } from '@tessera/http';

let server: RunningHttpServer;
afterEach(() => server.close(50));

async function serve(handle: UpgradeRoute['handle']): Promise<void> {
  server = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 100,
    routes: [{ method: 'GET', path: '/', handle: () => ({ status: 200, body: 'plain' }) }],
    upgrade: { protocol: 'websocket', path: '/', handle },
    onError: () => undefined,
  });
}

function ask(protocol: string, path: string) {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: ${protocol}\r\n\r\n`);
  return socket;
}

describe('a connection that asks for another protocol', () => {
  it('is handed over with what has come on it', async () => {
    await serve((incoming, socket) => socket.end(`taken at ${incoming.url}`));
    expect(await text(ask('WebSocket', '/?a=1'))).toBe('taken at /?a=1');
  });

  it('can be refused with a status', async () => {
    await serve((_, socket) => refuseUpgrade(socket, 403));
    expect(await text(ask('websocket', '/'))).toBe('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });

  it.each([
    ['h2c', '/'],
    ['websocket', '/elsewhere'],
  ])('to %s on %s is answered in HTTP', async (protocol, path) => {
    await serve(() => {
      throw new Error('not for it');
    });
    const socket = ask(protocol, path);
    const [first] = await new Promise<[Buffer]>((resolve) => socket.once('data', (chunk) => resolve([chunk])));
    socket.destroy();
    expect(String(first)).toMatch(/^HTTP\/1.1 (200|404) /);
  });

  it('is cut off when it is still there at the end of the grace', async () => {
    const taken = Promise.withResolvers<void>();
    await serve(() => taken.resolve());
    const socket = ask('websocket', '/');
    await taken.promise;
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await server.close(100);
    await closed;
  });
});
