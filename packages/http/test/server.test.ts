import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttpServer, type HttpRoute, type RunningHttpServer } from '@tessera/http';

let server: RunningHttpServer;
const faults: unknown[] = [];

async function serve(...routes: HttpRoute[]): Promise<string> {
  const onError = (error: unknown) => void faults.push(error);
  server = await createHttpServer({ host: '127.0.0.1', port: 0, maxBodyBytes: 100, routes, onError });
  return `http://127.0.0.1:${server.port}`;
}

const echo: HttpRoute = { method: 'POST', path: '/echo', handle: ({ body }) => ({ status: 200, body }) };

afterEach(async () => {
  await server.close(100);
  faults.length = 0;
});

describe('the HTTP server', () => {
  it('gives a route the whole body', async () => {
    const response = await fetch(`${await serve(echo)}/echo`, { method: 'POST', body: 'hello' });
    expect(await response.text()).toBe('hello');
  });

  it('answers 404 off its routes and 405 with what a route allows', async () => {
    const origin = await serve(echo);
    expect((await fetch(`${origin}/nowhere`)).status).toBe(404);
    const wrongMethod = await fetch(`${origin}/echo`);
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('tells a route its path and what was asked after it', async () => {
    const tell: HttpRoute = {
      method: 'GET',
      path: /^\/files\//,
      handle: ({ path, search, url }) => ({ status: 200, body: `${path} ${search} ${url.searchParams.get('size')}` }),
    };
    const origin = await serve(tell);
    expect(await (await fetch(`${origin}/files/a?size=2`)).text()).toBe('/files/a ?size=2 2');
  });

  it('sends the headers of a route with each of its answers, whose own come before them', async () => {
    const headers = { 'x-frame-options': 'DENY', 'cache-control': 'no-store' };
    const own = { 'cache-control': 'public' };
    const origin = await serve({ ...echo, headers, handle: () => ({ status: 200, headers: own }) });
    const post = async (body: string) => (await fetch(`${origin}/echo`, { method: 'POST', body })).headers;
    const answered = await post('');
    expect([answered.get('x-frame-options'), answered.get('cache-control')]).toEqual(['DENY', 'public']);
    const refused = await post('x'.repeat(101));
    expect([refused.get('x-frame-options'), refused.get('cache-control')]).toEqual(['DENY', 'no-store']);
  });

  it.each([
    ['of another host', '//elsewhere/echo'],
    ['with a scheme', 'http://elsewhere/echo'],
  ])('takes a target %s for no path of its own', async (_what, path) => {
    const { port } = new URL(await serve(echo));
    const status = await new Promise((resolve) => {
      request({ port, path, method: 'POST' }, (response) => resolve(response.resume().statusCode)).end();
    });
    expect([400, 404]).toContain(status);
  });

  it('says nothing of a length where there is no body, unless the route knows that of the body that it stands for', async () => {
    const empty = (status: number): HttpRoute => ({ method: '*', path: `/${status}`, handle: () => ({ status }) });
    const file: HttpRoute = { method: 'HEAD', path: '/file', handle: () => ({ status: 200, headers: { 'content-length': '1234' } }) };
    const refused: HttpRoute = { method: 'HEAD', path: '/refused', handle: () => ({ status: 404, body: '404' }) };
    const origin = await serve(file, refused, ...[200, 204, 304].map(empty));
    const lengthOf = async (path: string, method: string) => {
      const answer = await fetch(origin + path, { method });
      return [answer.headers.get('content-length'), await answer.text()];
    };
    expect(await lengthOf('/file', 'HEAD')).toEqual(['1234', '']);
    expect(await lengthOf('/refused', 'HEAD')).toEqual(['3', '']);
    expect(await lengthOf('/204', 'GET')).toEqual([null, '']);
    expect(await lengthOf('/304', 'GET')).toEqual([null, '']);
    expect(await lengthOf('/200', 'GET')).toEqual(['0', '']);
  });

  it('refuses a body that declares more than the cap', async () => {
    const response = await fetch(`${await serve(echo)}/echo`, { method: 'POST', body: 'x'.repeat(101) });
    expect(response.status).toBe(413);
  });

  it('tells so also a client that listens only when it has sent everything', async () => {
    await serve(echo);
    const body = Buffer.alloc(8 * 1024 * 1024);
    const socket = connect(server.port, '127.0.0.1').pause();
    socket.write(`POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`);
    await new Promise((resolve) => socket.write(body, resolve));
    expect(await firstLine(socket)).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it('refuses a body that turns out to be more than the cap', async () => {
    const origin = await serve(echo);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(60)) });
    const sent = fetch(`${origin}/echo`, { method: 'POST', body: endless, duplex: 'half' } as RequestInit);
    const status = await sent.then((response) => response.status, () => 'cut off');
    expect([413, 'cut off']).toContain(status);
  });

  it('answers a fault of a route with a bare 500', async () => {
    const origin = await serve({ method: 'GET', path: '/', handle: () => Promise.reject(new Error('secret')) });
    const response = await fetch(origin);
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(faults).toEqual([new Error('secret')]);
  });

  it('tells a route when its client went away', async () => {
    const aborted = Promise.withResolvers<void>();
    const wait: HttpRoute = {
      method: 'GET',
      path: '/',
      handle: async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        aborted.resolve();
        return { status: 200 };
      },
    };
    await serve(wait);
    const socket = connect(server.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    setTimeout(() => socket.destroy(), 50);
    await aborted.promise;
  });

  it('tells it also where the route asks late', async () => {
    const heard = Promise.withResolvers<boolean>();
    const late: HttpRoute = {
      method: 'GET',
      path: '/',
      handle: async (incoming) => {
        await new Promise((resolve) => setTimeout(resolve, 150));
        heard.resolve(incoming.signal.aborted);
        return { status: 200 };
      },
    };
    await serve(late);
    const socket = connect(server.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    setTimeout(() => socket.destroy(), 50);
    expect(await heard.promise).toBe(true);
  });

  it('lets a request in flight finish when it closes', async () => {
    const slow: HttpRoute = {
      method: 'GET',
      path: '/',
      handle: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { status: 200, body: 'done' };
      },
    };
    const answer = fetch(await serve(slow)).then(async (response) => [response.headers.get('connection'), await response.text()]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await server.close(2_000);
    expect(await answer).toEqual(['close', 'done']);
  });

  it('answers on connections that were made before it closes, though it has not seen them yet', async () => {
    await serve({ method: 'GET', path: '/', handle: () => ({ status: 200, body: 'yes' }) });
    const answers = Array.from({ length: 30 }, () => received(connect(server.port, '127.0.0.1')));
    await new Promise((resolve) => process.nextTick(resolve));
    await server.close(2_000);
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 200 OK']));
  });
});

function received(socket: Socket): Promise<string | undefined> {
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  return firstLine(socket);
}

/** Of all that the server says. */
async function firstLine(socket: Socket): Promise<string | undefined> {
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) text += String(chunk);
  return text.split('\r\n')[0];
}
