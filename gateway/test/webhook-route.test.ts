import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpServer, type HttpRoute, type RunningHttpServer } from '@tessera/http';
import { pino } from 'pino';
import { webhookRoute } from '../src/http/webhook-route.ts';

const seen: { readonly path: string; readonly headers: object; readonly body: string }[] = [];
const billing: HttpRoute = {
  method: 'POST',
  path: /^\//,
  handle({ path, headers, body }) {
    seen.push({ path, headers, body: body.toString() });
    return { status: 404, headers: { 'x-internal': 'secret' }, body: '{"code":"NOT_FOUND"}' };
  },
};

let service: RunningHttpServer;
let endpoint: RunningHttpServer;
const listen = (route: HttpRoute) =>
  createHttpServer({ host: '127.0.0.1', port: 0, maxBodyBytes: 1_000, routes: [route], onError: () => undefined });

beforeAll(async () => {
  service = await listen(billing);
  endpoint = await listen(webhookRoute({ target: new URL(`http://127.0.0.1:${service.port}/graphql`), log: pino({ level: 'silent' }) }));
});
afterAll(() => endpoint.close(100));

const post = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${endpoint.port}${path}`, { method: 'POST', headers, body: '{"id":1}' });

describe('a webhook at the endpoint', () => {
  it('is passed on as it came with its signature and nothing else, and answered as the service answers', async () => {
    const answer = await post('/webhooks/payments/test', { 'tessera-signature': 't=1,v1=ab', authorization: 'Bearer x', cookie: 'a=b' });
    expect([answer.status, await answer.text(), answer.headers.get('x-internal')]).toEqual([404, '{"code":"NOT_FOUND"}', null]);
    const [{ path, headers, body }] = seen as [(typeof seen)[number]];
    expect([path, body]).toEqual(['/webhooks/payments/test', '{"id":1}']);
    expect(headers).toMatchObject({ 'tessera-signature': 't=1,v1=ab', 'content-type': 'application/json' });
    for (const name of ['authorization', 'cookie']) expect(headers).not.toHaveProperty(name);
  });

  it.each(['/webhooks/payments/../../graphql', '/webhooks/payments/%2e%2e/graphql', '/webhooks/payments/', '/webhooks/other/test'])(
    'reaches no other address: %s',
    async (path) => {
      const before = seen.length;
      expect((await post(path)).status).toBe(404);
      expect(seen).toHaveLength(before);
    },
  );

  it('is asked for again while nobody can take it in', async () => {
    await service.close(100);
    expect((await post('/webhooks/payments/test')).status).toBe(502);
  });
});
