import { rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRig, type Rig } from './support/rig.ts';

const file = join(tmpdir(), `tessera-demo-accounts-${process.pid}.json`);
let rig: Rig;
beforeAll(async () => {
  await writeFile(
    file,
    JSON.stringify([
      { email: 'jane@demo.com', password: 'right', tenant: 'demo001', role: 'MEMBER' },
      { email: 'root@demo.com', password: 'wrong', tenant: null, role: 'SUPERADMIN' },
    ]),
  );
  rig = await startRig({ demo: true, demoAccountsFile: file });
});
afterAll(async () => {
  await rig.stop();
  await rm(file);
});

interface Raw {
  status: number | undefined;
  text: string;
}

/** By node:http, because `fetch` does not let one set `Host` and `Origin`. */
function send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Raw> {
  const { hostname, port } = new URL(rig.origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject).end(body);
  });
}

const OWN = { 'x-tessera-playground': '1' };
const JANE = JSON.stringify({ email: 'jane@demo.com', tenant: 'demo001' });

describe('the page', () => {
  it('comes for a browser, with everything from our own origin under a strict policy', async () => {
    const response = await fetch(rig.gateway.url, { headers: { accept: 'text/html,application/xhtml+xml' } });
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('<title>Tessera Playground</title>');
    expect(html).not.toMatch(/(src|href)="(?!\/)/);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(rig.origin + path!)).status).toBe(200);
    }
  }, 60_000);

  it('has its workers, and no file but its own', async () => {
    const html = await (await fetch(rig.gateway.url, { headers: { accept: 'text/html' } })).text();
    const folder = /href="(\/playground\/assets\/\w+)\//.exec(html)![1]!;
    for (const worker of ['editor', 'json', 'graphql']) {
      const response = await fetch(`${rig.origin}${folder}/${worker}.worker.js`);
      expect(response.headers.get('content-type')).toContain('text/javascript');
      expect(response.headers.get('cache-control')).toContain('immutable');
    }
    for (const path of ['/..%2f..%2fpackage.json', '/../../package.json', '/nothing.js']) {
      expect((await send('GET', folder + path, {})).status).toBe(404);
    }
  });

  it('does not come to a client that wants an answer', async () => {
    const response = await fetch(`${rig.gateway.url}?query={__typename}`, {
      headers: { accept: 'text/html', 'apollo-require-preflight': '1' },
    });
    expect(response.headers.get('content-type')).toContain('json');
  });
});

describe('a demo session', () => {
  const own = () => ({
    ...OWN,
    host: new URL(rig.origin).host,
    origin: rig.origin,
    'content-type': 'application/json',
  });

  it('is listed without passwords', async () => {
    const { status, text } = await send('GET', '/playground/accounts', { ...OWN, host: new URL(rig.origin).host });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual([
      { email: 'jane@demo.com', tenant: 'demo001', role: 'MEMBER' },
      { email: 'root@demo.com', tenant: null, role: 'SUPERADMIN' },
    ]);
  });

  it('is opened by the gateway, which hands out the session alone', async () => {
    const { status, text } = await send('POST', '/playground/session', own(), JANE);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ accessToken: 'session of jane@demo.com', expiresIn: 600 });
  });

  it('is not opened for an account that is not in the list', async () => {
    const { status } = await send(
      'POST',
      '/playground/session',
      own(),
      JSON.stringify({ email: 'jane@demo.com', tenant: 'acme' }),
    );
    expect(status).toBe(404);
  });

  it('says why a login failed', async () => {
    const { status, text } = await send(
      'POST',
      '/playground/session',
      own(),
      JSON.stringify({ email: 'root@demo.com', tenant: null }),
    );
    expect(status).toBe(503);
    expect(text).toContain('E-mail or password is wrong.');
  });

  it.each([
    ['a foreign Host (DNS rebinding)', { host: 'evil.example' }],
    ['a Host that only begins like loopback', { host: '127.0.0.1.evil.example' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['an Origin of another port', { origin: 'http://127.0.0.1:1' }],
    ['an opaque Origin', { origin: 'null' }],
    ['a request that a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['a request that a proxy forwarded', { 'x-forwarded-for': '203.0.113.7' }],
    ['a request without the header of its own', { 'x-tessera-playground': '' }],
  ])('is not there for %s', async (_, headers) => {
    expect((await send('POST', '/playground/session', { ...own(), ...headers }, JANE)).status).toBe(404);
    expect((await send('GET', '/playground/accounts', { ...own(), ...headers })).status).toBe(404);
  });

  it('is not there without the demo', async () => {
    const plain = await startRig({ demo: false, demoAccountsFile: file });
    try {
      expect((await fetch(`${plain.origin}/playground/accounts`, { headers: OWN })).status).toBe(404);
    } finally {
      await plain.stop();
    }
  });
});
