import { request } from 'node:http';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRig, type Rig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ corsOrigins: ['https://app.example.com'] });
});
afterAll(() => rig.stop());

const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  fetch(rig.gateway.url, { method: 'POST', headers, body });
const persisted = (persistedQuery: object) => JSON.stringify({ query: '{ __typename }', extensions: { persistedQuery } });
const codeOf = async (response: Response) =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code;

describe('a malformed request', () => {
  it.each([
    ['malformed JSON', '{"query": ', 400, 'BAD_REQUEST'],
    ['JSON that is no object', '"hello"', 400, 'BAD_REQUEST'],
    ['an empty body', '', 400, 'BAD_REQUEST'],
    ['no query', '{"variables":{}}', 400, 'BAD_REQUEST'],
    ['a query that is no text', '{"query":{"kind":"Document"}}', 400, 'BAD_REQUEST'],
    ['variables that are no object', '{"query":"{__typename}","variables":[1]}', 400, 'BAD_REQUEST'],
    ['a document that is not GraphQL', '{"query":"{ me "}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['a hash of another document', persisted({ version: 1, sha256Hash: '0'.repeat(64) }), 400, 'BAD_REQUEST'],
    ['a persisted query of an unknown version', persisted({ version: 2, sha256Hash: '' }), 400, 'BAD_REQUEST'],
    ['an unknown field', '{"query":"{ nothing }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ])('is refused: %s', async (_, body, status, code) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(code);
  });

  it('does not hear its body quoted back', async () => {
    expect(await (await post('{"password": "hunter2"')).text()).not.toContain('hunter2');
  });

  it('is refused by method', async () => {
    expect(
      (await fetch(rig.gateway.url, { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(405);
    expect((await fetch(`${rig.origin}/nothing`)).status).toBe(404);
  });

  it('with a variable of the wrong type is refused before any subgraph', async () => {
    const before = rig.fetches();
    const query = 'query($n: Int) { customers(first: $n) { totalCount } }';
    const { status, body } = await rig.ask(query, { token: rig.tokenFor('OWNER'), variables: { n: 'many' } });
    expect(status).toBe(400);
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(rig.fetches()).toBe(before);
  });
});

describe('a page of another site', () => {
  it('cannot send an operation without a preflight', async () => {
    expect((await post('{"query":"{__typename}"}', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await fetch(`${rig.gateway.url}?query={__typename}`)).status).toBe(400);
  });

  it('is answered with CORS headers only where it was let in', async () => {
    const preflight = (origin: string) =>
      fetch(rig.gateway.url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await preflight('https://app.example.com');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a GET', () => {
  const get = (search: string) =>
    fetch(`${rig.gateway.url}?${search}`, { headers: { 'apollo-require-preflight': '1' } });

  it('answers a query', async () => {
    expect(await (await get('query={__typename}')).json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('does not run a mutation', async () => {
    const before = rig.fetches();
    const response = await get(
      `query=${encodeURIComponent('mutation { login(email: "a", password: "right") { expiresIn } }')}`,
    );
    expect(response.status).toBe(405);
    expect(rig.fetches()).toBe(before);
  });
});

describe('an automatic persisted query', () => {
  const query = '{ __typename me { id } }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const asking = (body: object) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${rig.tokenFor('OWNER')}` },
    body: JSON.stringify({ ...body, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
  });

  it('is asked for once, then known, and passes the gate each time', async () => {
    expect(await codeOf(await fetch(rig.gateway.url, asking({})))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await (await fetch(rig.gateway.url, asking({ query }))).json()).toHaveProperty('data.me');
    expect(await (await fetch(rig.gateway.url, asking({}))).json()).toHaveProperty('data.me');
    const anonymous = { ...asking({}), headers: { 'content-type': 'application/json' } };
    expect(await codeOf(await fetch(rig.gateway.url, anonymous))).toBe('UNAUTHENTICATED');
  });
});

describe('every answer', () => {
  it('is not to be kept, guessed or framed, and names its request', async () => {
    const { headers } = await post('{"query":"{__typename}"}');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('survives a request line that is no URL', async () => {
    const { hostname, port } = new URL(rig.origin);
    const status = await new Promise((resolve, reject) => {
      request({ hostname, port, path: '//[', method: 'GET' }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBeGreaterThanOrEqual(400);
  });
});
