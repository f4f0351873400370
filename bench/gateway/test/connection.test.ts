import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Connection } from '../load/connection.ts';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nb\r\n hard world\r\n0\r\n\r\n';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe('a connection of the load generator', () => {
  it('counts a body of a declared length', async () => {
    const ask = await connectTo((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'));
    expect(await ask()).toEqual({ status: 200, bytes: 5 });
  });

  it('counts the data of chunks, and not what frames them', async () => {
    const ask = await connectTo((socket) => socket.write(CHUNKED));
    expect(await ask()).toEqual({ status: 200, bytes: 16 });
  });

  it('reads an answer that comes in pieces, wherever it is cut', async () => {
    for (let size = 1; size <= 7; size += 1) {
      const ask = await connectTo(async (socket) => {
        for (let at = 0; at < CHUNKED.length; at += size) {
          socket.write(CHUNKED.slice(at, at + size));
          await sleep(1);
        }
      });
      expect(await ask()).toEqual({ status: 200, bytes: 16 });
    }
  });

  it('is used again, also after an answer without a body', async () => {
    const heads = ['HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n', CHUNKED, 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'];
    const ask = await connectTo((socket) => socket.write(heads.shift() ?? ''));
    expect([await ask(), await ask(), await ask()]).toEqual([
      { status: 503, bytes: 0 },
      { status: 200, bytes: 16 },
      { status: 200, bytes: 2 },
    ]);
  });

  it('says so when the gateway hangs up, or answers without an end', async () => {
    const hangsUp = await connectTo((socket) => socket.end());
    await expect(hangsUp()).rejects.toThrow('closed a connection');
    const endless = await connectTo((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nhello'));
    await expect(endless()).rejects.toThrow('without a length');
  });
});

/** @param answer run for each request that arrives */
async function connectTo(answer: (socket: Socket) => unknown) {
  const server: Server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => void answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => server.close(() => resolve())));
  let take: (answer: { status: number; bytes: number }) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const connection = new Connection(
    (server.address() as AddressInfo).port,
    (status, bytes) => take({ status, bytes }),
    (error) => fail(error),
  );
  stops.push(() => connection.close());
  return () =>
    new Promise<{ status: number; bytes: number }>((resolve, reject) => {
      take = resolve;
      fail = reject;
      connection.send(REQUEST);
    });
}
