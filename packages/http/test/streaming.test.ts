import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHttpServer, type HttpRoute, type RunningHttpServer } from '@tessera/http';

let server: RunningHttpServer;
const faults: unknown[] = [];
afterEach(async () => {
  await server.close(100);
  faults.length = 0;
});

async function serve(...routes: HttpRoute[]): Promise<string> {
  server = await createHttpServer({ host: '127.0.0.1', port: 0, maxBodyBytes: 100, routes, onError: (error) => void faults.push(error) });
  return `http://127.0.0.1:${server.port}`;
}

const digest: HttpRoute = {
  method: 'PUT',
  path: '/digest',
  streams: true,
  async handle({ body, stream }) {
    const hash = createHash('sha256');
    for await (const chunk of stream) hash.update(chunk as Buffer);
    return { status: 200, body: `${body.length} ${hash.digest('hex')}` };
  },
};
const refusing: HttpRoute = { method: 'PUT', path: '/refuse', streams: true, handle: () => ({ status: 413, body: 'too much' }) };

describe('a route that streams', () => {
  it('gets a body of any size as it comes, beyond what others may be sent', async () => {
    const bytes = Buffer.alloc(3_000_000, 7);
    const answer = await fetch(`${await serve(digest)}/digest`, { method: 'PUT', body: bytes });
    expect(await answer.text()).toBe(`0 ${createHash('sha256').update(bytes).digest('hex')}`);
  });

  it('may answer before the end, and its sender hears it', async () => {
    const origin = await serve(refusing);
    const answer = await fetch(`${origin}/refuse`, { method: 'PUT', body: Buffer.alloc(3_000_000) });
    expect([answer.status, await answer.text(), answer.headers.get('connection')]).toEqual([413, 'too much', 'close']);
  });

  it('is no fault when its sender goes away', async () => {
    const origin = await serve(digest);
    await new Promise<void>((resolve) => {
      const outgoing = request(`${origin}/digest`, { method: 'PUT', headers: { 'content-length': 1_000 } });
      outgoing.on('error', () => resolve()).on('close', () => resolve());
      outgoing.write('a', () => outgoing.destroy());
    });
    expect((await fetch(`${origin}/digest`, { method: 'PUT', body: 'b' })).status).toBe(200);
    expect(faults).toEqual([]);
  });
});
