import { createServer, type AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createAuthority, issueCertificate } from '@tessera/platform';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SubgraphFailure } from '../src/engine/fetch/subgraph-failure.ts';
import { createTransport, type TransportOptions } from '../src/engine/fetch/transport.ts';
import { idleStop, sized, startRawRig, type RawRig } from './support/raw-server.ts';

let rig: RawRig;
const start = async (options: Partial<TransportOptions> = {}) => {
  rig = await startRawRig(options);
};
afterEach(() => rig.stop());

describe('a request', () => {
  it('is one packet, with its length in bytes', async () => {
    await start();
    expect(await rig.post('{"a":1}', idleStop(), ['accept', 'x/y', 'x-name', 'Zo\u00eb'])).toBe('200 ok');
    const { host } = rig.url;
    expect(rig.requests[0]).toBe(
      `POST /graphql?a=1 HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\naccept: x/y\r\nx-name: Zo\u00eb\r\ncontent-length: 7\r\n\r\n{"a":1}`,
    );
    await rig.post('{"a":"Zoë 🙂"}', idleStop(), ['x-name', 'Zo\u00eb']);
    const [head, body] = (rig.requests[1] ?? '').split('\r\n\r\n');
    expect(head).toMatch(/x-name: Zo\u00eb\r\ncontent-length: 17$/);
    expect(Buffer.from(body ?? '', 'latin1').toString()).toBe('{"a":"Zoë 🙂"}');
  });

  it.each([
    ['x-a', 'b\r\nevil: 1'],
    ['x-a', 'b\nevil: 1'],
    ['x-a', 'b\u0000'],
    // In latin1 that would be a line feed.
    ['x-a', 'b\u010aevil: 1'],
    ['transfer-encoding ', 'chunked'],
    ['', 'x'],
  ])('is not sent with the header %j: %j', async (name, value) => {
    await start();
    expect(await rig.post('{}', idleStop(), [name, value])).toBe('interrupted');
    expect(rig.sockets).toHaveLength(0);
  });
});

describe('connections', () => {
  it('are taken last in, first out', async () => {
    await start();
    await Promise.all([rig.post(), rig.post(), rig.post()]);
    expect(rig.sockets).toHaveLength(3);
    for (let each = 0; each < 5; each += 1) await rig.post();
    expect(rig.sockets).toHaveLength(3);
    expect(new Set(rig.ports.slice(3)).size).toBe(1);
  });

  it('are as many as allowed, and who comes then waits in order', async () => {
    await start({ connections: 2 });
    rig.answering = (socket, request) => setTimeout(() => socket.write(sized(request.split('\r\n\r\n')[1] ?? '')), 20);
    const answers = await Promise.all(['1', '2', '3', '4', '5', '6'].map((body) => rig.post(body)));
    expect(answers).toEqual(['200 1', '200 2', '200 3', '200 4', '200 5', '200 6']);
    expect(rig.requests.map((request) => request.at(-1)).join('')).toMatch(/^(12|21)(34|43)(56|65)$/);
    expect(rig.sockets).toHaveLength(2);
  });

  it('go to those who wait when others are lost', async () => {
    await start({ connections: 1 });
    rig.answering = (socket, _, order) => (order === 1 ? socket.destroy() : socket.write(sized('ok')));
    expect(await Promise.all([rig.post(), rig.post()])).toEqual(['interrupted', '200 ok']);
  });

  it('are not used again after bytes that answer nothing', async () => {
    await start();
    expect(await rig.post()).toBe('200 ok');
    rig.sockets[0]?.write(sized('stolen'));
    await sleep(20);
    expect(await rig.post()).toBe('200 ok');
    expect(rig.sockets).toHaveLength(2);
  });

  it.each([
    ['more than the answer', `${sized('ok')}HTTP/1.1 200 OK\r\n`],
    ['more than the chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP'],
    ['its close', sized('ok', 'connection: close\r\n')],
    ['HTTP/1.0', sized('ok').replace('1.1', '1.0')],
    ['no patience', sized('ok', 'keep-alive: timeout=1\r\n')],
  ])('are not used again after %s', async (_, bytes) => {
    await start();
    rig.answering = (socket) => socket.write(bytes);
    expect([await rig.post(), await rig.post()]).toEqual(['200 ok', '200 ok']);
    expect(rig.sockets).toHaveLength(2);
  });

  it('are not used again if the answer came before the request was read', async () => {
    await start();
    const server = createServer((socket) => void socket.on('error', () => undefined).pause().write(sized('early')));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    let connections = 0;
    server.on('connection', () => (connections += 1));
    const transport = createTransport({ url, connections: 5, connectTimeoutMs: 1_000, maxAnswerBytes: 1_000 });
    const body = 'x'.repeat(20_000_000);
    for (let each = 0; each < 2; each += 1) {
      expect(await transport.post({ body, headers: [], stop: idleStop() })).toEqual({ status: 200, text: 'early' });
      await sleep(20);
    }
    expect(connections).toBe(2);
    await transport.close();
    server.close();
  });

  it('that wait too long are closed, also as the other end says it', async () => {
    await start();
    rig.answering = (socket) => socket.write(sized('ok', 'Keep-Alive: timeout=2\r\n'));
    await rig.post();
    const closed = new Promise((resolve) => rig.sockets[0]?.once('close', resolve));
    await sleep(500);
    expect(rig.sockets[0]?.destroyed).toBe(false);
    await closed;
    expect(await rig.post()).toBe('200 ok');
  });

  it('that the other end has closed are not used', async () => {
    await start();
    rig.answering = (socket) => socket.end(sized('ok'));
    for (let each = 0; each < 5; each += 1) {
      expect(await rig.post()).toBe('200 ok');
      await sleep(10);
    }
    expect(rig.sockets).toHaveLength(5);
  });

  it('that do not come about are told apart: nothing was asked', async () => {
    await start();
    const gone = createServer();
    await new Promise<void>((resolve) => void gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const url = new URL(`http://127.0.0.1:${port}/`);
    const transport = createTransport({ url, connections: 1, connectTimeoutMs: 1_000, maxAnswerBytes: 1_000 });
    const posted = transport.post({ body: '', headers: [], stop: idleStop() });
    await expect(posted).rejects.toMatchObject({ reason: 'connection' });
    await transport.close();
  });
});

describe('a request that is stopped', () => {
  it('ends with its failure, and its connection with it', async () => {
    await start();
    rig.answering = () => undefined;
    const stop = idleStop();
    const asked = rig.post('{}', stop);
    await sleep(30);
    const closed = new Promise((resolve) => rig.sockets[0]?.once('close', resolve));
    stop.now(new SubgraphFailure('timeout'));
    expect(await asked).toBe('timeout');
    await closed;
  });

  it('is not sent if it was waiting', async () => {
    await start({ connections: 1 });
    rig.answering = (socket) => setTimeout(() => socket.write(sized('ok')), 30);
    const stop = idleStop();
    const asked = [rig.post('1'), rig.post('2', stop), rig.post('3')];
    stop.now(new SubgraphFailure('cancelled'));
    expect(await Promise.all(asked)).toEqual(['200 ok', 'cancelled', '200 ok']);
    expect(rig.requests.map((request) => request.at(-1))).toEqual(['1', '3']);
  });
});

describe('closing', () => {
  it('lets what was asked end, takes nothing new, and leaves no connection', async () => {
    await start({ connections: 2 });
    await rig.post();
    rig.answering = (socket) => setTimeout(() => socket.write(sized('late')), 30);
    const asked = [rig.post(), rig.post(), rig.post()];
    let isClosed = false;
    const closed = rig.transport.close().then(() => (isClosed = true));
    expect(await rig.post()).toBe('connection');
    expect(isClosed).toBe(false);
    expect(await Promise.all(asked)).toEqual(['200 late', '200 late', '200 late']);
    await closed;
    await sleep(20);
    expect(rig.sockets.every(({ destroyed }) => destroyed)).toBe(true);
    await rig.transport.close();
  });
});

describe('over TLS', () => {
  it('the certificate must be that of the name', async () => {
    await start();
    const validTo = new Date(Date.now() + 86_400_000);
    const authority = await createAuthority({ name: 'authority', validTo });
    const { certificate: cert, key } = await issueCertificate(authority, { name: 'localhost', validTo });
    setDefaultCACertificates([...getCACertificates('default'), authority.certificate]);
    let connections = 0;
    const server = createTlsServer({ cert, key }, (_, outgoing) => outgoing.end('secret'));
    server.on('secureConnection', () => (connections += 1));
    await new Promise<void>((resolve) => void server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const asking = async (host: string) => {
      const url = new URL(`https://${host}:${port}/`);
      const transport = createTransport({ url, connections: 5, connectTimeoutMs: 2_000, maxAnswerBytes: 1_000 });
      const ask = () => transport.post({ body: '{}', headers: [], stop: idleStop() });
      const answers = [];
      for (let each = 0; each < 20; each += 1) answers.push((await ask()).text);
      await transport.close();
      return answers;
    };
    expect(new Set(await asking('localhost'))).toEqual(new Set(['secret']));
    expect(connections).toBe(1);
    await expect(asking('127.0.0.1')).rejects.toMatchObject({ reason: 'connection' });
    server.close();
  });
});
