import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpServer, type HttpRoute, type RunningHttpServer } from '@tessera/http';
import { pino } from 'pino';
import { mediaRoute } from '../src/http/media-route.ts';
import { secured } from '../src/http/security-headers.ts';

const log = pino({ level: 'silent' });
const PAGE = 'https://site.example.com';

let service: RunningHttpServer;
let endpoint: RunningHttpServer;
let origin: string;
const seen: { readonly path: string; readonly headers: object; readonly bytes: number }[] = [];

const files: HttpRoute = {
  method: '*',
  path: /^\/media\//,
  streams: true,
  async handle({ method, path, search, headers, stream }) {
    let bytes = 0;
    for await (const chunk of stream) bytes += (chunk as Buffer).length;
    seen.push({ path: path + search, headers, bytes });
    const answer = { 'content-type': 'image/png', 'cross-origin-resource-policy': 'cross-origin', 'x-internal': 'secret', etag: '"1"' };
    if (method === 'HEAD') return { status: 200, headers: { ...answer, 'content-length': '7', 'accept-ranges': 'bytes' } };
    if (headers.range) return { status: 206, headers: { ...answer, 'content-range': 'bytes 0-2/7' }, body: 'pic' };
    return { status: headers['if-none-match'] ? 304 : 201, headers: answer, body: 'picture' };
  },
};

const listen = (route: HttpRoute) =>
  createHttpServer({ host: '127.0.0.1', port: 0, maxBodyBytes: 100, routes: [route], onError: () => undefined });

beforeAll(async () => {
  service = await listen(files);
  const target = new URL(`http://127.0.0.1:${service.port}/graphql`);
  endpoint = await listen(secured(mediaRoute({ target, corsOrigins: [PAGE], log })));
  origin = `http://127.0.0.1:${endpoint.port}`;
});
afterAll(() => Promise.all([endpoint.close(100), service.close(100)]));

describe('below /media/, the endpoint', () => {
  it('passes on a body of any size, and the answer', async () => {
    const body = Buffer.alloc(2_000_000);
    const answer = await fetch(`${origin}/media/uploads/x?y=1`, { method: 'PUT', body, headers: { 'content-type': 'image/png' } });
    expect([answer.status, await answer.text()]).toEqual([201, 'picture']);
    expect(seen.at(-1)).toMatchObject({ path: '/media/uploads/x?y=1', bytes: 2_000_000, headers: { 'content-length': '2000000', 'content-type': 'image/png' } });
  });

  it('passes on neither credentials nor cookies, and answers nothing that is the service’s own', async () => {
    const answer = await fetch(`${origin}/media/files/x`, { headers: { authorization: 'Bearer x', cookie: 'a=b', 'x-forwarded-for': '1.2.3.4' } });
    expect(Object.keys(seen.at(-1)!.headers).toSorted()).toEqual(['connection', 'host']);
    expect([answer.headers.get('x-internal'), answer.headers.get('cross-origin-resource-policy')]).toEqual([null, 'cross-origin']);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    await answer.body?.cancel();
  });

  it('knows what a browser has already', async () => {
    expect((await fetch(`${origin}/media/files/x`, { headers: { 'if-none-match': '"1"' } })).status).toBe(304);
  });

  it('passes on what is asked of a part, and of the head alone', async () => {
    const conditions = { range: 'bytes=0-2', 'if-range': '"1"', 'if-match': '"1"' };
    const part = await fetch(`${origin}/media/files/x`, { headers: conditions });
    expect(seen.at(-1)!.headers).toMatchObject(conditions);
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 0-2/7', 'pic']);
    const head = await fetch(`${origin}/media/files/x`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([200, '7', 'bytes']);
    expect(head.headers.get('vary')).toBe('origin');
  });

  it('lets pages of the origins that are allowed upload, and no others', async () => {
    const preflight = (page: string) => fetch(`${origin}/media/uploads/x`, { method: 'OPTIONS', headers: { origin: page } });
    expect((await preflight(PAGE)).headers.get('access-control-allow-methods')).toBe('GET, HEAD, PUT');
    expect((await preflight('https://evil.example.com')).headers.get('access-control-allow-methods')).toBeNull();
  });

  it.each(['POST', 'DELETE', 'PATCH'])('refuses %s', async (method) => {
    expect((await fetch(`${origin}/media/files/x`, { method })).status).toBe(405);
  });
});

it('an endpoint whose service is down says so', async () => {
  const gone = await listen(files);
  const target = new URL(`http://127.0.0.1:${gone.port}`);
  await gone.close(0);
  const alone = await listen(mediaRoute({ target, corsOrigins: [], log }));
  const answer = await fetch(`http://127.0.0.1:${alone.port}/media/files/x`);
  expect([answer.status, await answer.json()]).toMatchObject([502, { errors: [{ extensions: { code: 'UNAVAILABLE', service: 'cms' } }] }]);
  await alone.close(100);
});
