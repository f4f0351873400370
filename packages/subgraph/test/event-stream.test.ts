import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHttpServer, type RunningHttpServer } from '@tessera/http';
import { CLAIMS_HEADER, createMemoryNonces, SIGNATURE_HEADER, signingKey, signRequest, type Identity } from '@tessera/identity';
import { eventually } from '@tessera/testkit';
import { pino } from 'pino';
import type { SubgraphRuntime } from '../src/index.ts';
import { createGraphQLEndpoint, type GraphQLEndpoint } from '../src/endpoint/graphql-endpoint.ts';
import { contexts, library, silence } from './fixture/library.ts';

const signing = randomBytes(32).toString('base64url');
const key = signingKey(Buffer.from(signing, 'base64url'));
let endpoint: GraphQLEndpoint;
let http: RunningHttpServer;

beforeAll(async () => {
  const log = pino({ level: 'silent' });
  const runtime = { log, keyring: { signing }, settings: { production: true } } as unknown as SubgraphRuntime<unknown>;
  endpoint = await createGraphQLEndpoint(library, runtime, createMemoryNonces());
  http = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 10_000,
    routes: [endpoint.route],
    onError: () => undefined,
  });
});
afterAll(async () => {
  await http.close(100);
  await endpoint.stop();
});

const identity = (role: Identity['role']): Identity => ({ userId: 'u', sessionId: 's', tenantId: 't', role });

interface Asking {
  readonly variables?: object;
  readonly caller?: Identity | null;
  readonly signal?: AbortSignal;
  readonly isSigned?: boolean;
}

function ask(query: string, { variables, caller = identity('MEMBER'), signal, isSigned = true }: Asking = {}) {
  const body = JSON.stringify({ query, variables });
  const parts = { method: 'POST', path: '/graphql', audience: 'library', body };
  const signed = signRequest(key, parts, { identity: caller, requestId: 'r-1' });
  const claims = { [CLAIMS_HEADER]: signed[CLAIMS_HEADER], [SIGNATURE_HEADER]: signed[SIGNATURE_HEADER] };
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', ...(isSigned ? claims : {}) };
  return fetch(`http://127.0.0.1:${http.port}/graphql`, { method: 'POST', headers, body, signal });
}

const next = (result: object) => `event: next\ndata: ${JSON.stringify(result)}\n\n`;
const textOf = async (...asking: Parameters<typeof ask>) => (await ask(...asking)).text();
const answering = (...results: object[]) => `:\n\n${results.map(next).join('')}event: complete\ndata:\n\n`;
const refused = (code: string, message: string, more: object = {}) =>
  answering({ errors: [{ message, ...more, extensions: { code } }] });

describe('a subscription of a subgraph', () => {
  it('has its events streamed, each with all that was asked of it', async () => {
    const query = 'subscription($n: Int) { borrowed(first: $n) { id next { title } } }';
    expect(await textOf(query, { variables: { n: 3 } })).toBe(
      answering(
        { data: { borrowed: { id: '1', next: { title: 'Ulysses' } } } },
        { data: { borrowed: { id: '2', next: { title: 'Walden' } } } },
        { data: { borrowed: { id: '3', next: null } } },
      ),
    );
  });

  it('has a context of its own for each event, whose loaders know nothing yet', async () => {
    const before = contexts.count;
    await textOf('subscription { borrowed { id } }');
    expect(contexts.count - before).toBe(3);
  });

  it('is taken from the gateway alone', async () => {
    const response = await ask('subscription { borrowed { id } }', { isSigned: false });
    expect(response.status).toBe(401);
  });

  it('is refused by the permission table before anything runs, also below its events', async () => {
    const before = contexts.count;
    const message = 'Log in to use Subscription.borrowed.';
    expect(await textOf('subscription { borrowed { id } }', { caller: null })).toBe(
      refused('UNAUTHENTICATED', message, { path: ['borrowed'] }),
    );
    expect(await textOf('subscription { borrowed { price } }')).toBe(
      refused('FORBIDDEN', 'Your role does not allow Book.price. It is for OWNER.', { path: ['borrowed', 'price'] }),
    );
    expect(contexts.count).toBe(before);
    expect(await textOf('subscription { borrowed(first: 1) { price } }', { caller: identity('OWNER') })).toBe(
      answering({ data: { borrowed: { price: 9_000_000_000 } } }),
    );
  });

  it('tells what is wrong with it, and nothing of a fault', async () => {
    const invalid = await textOf('subscription { nothing }');
    expect(invalid).toMatch(/Cannot query field .*"code":"GRAPHQL_VALIDATION_FAILED"/);
    const unfit = await textOf('subscription($n: Int) { borrowed(first: $n) { id } }', { variables: { n: 'x' } });
    expect(unfit).toMatch(/got invalid value .*"code":"BAD_USER_INPUT"/);
    const fault = await textOf('subscription { unheard }');
    expect(fault).toContain('"code":"INTERNAL_SERVER_ERROR"');
    expect(fault).not.toContain('10.0.0.7');
  });

  it('is listened for as long as the gateway does', async () => {
    const leaving = new AbortController();
    const query = 'subscription { settingsChanged }';
    await ask(query, { caller: identity('OWNER'), signal: leaving.signal });
    expect(silence.listeners).toBe(1);
    leaving.abort();
    await eventually(async () => silence.listeners === 0);
  });

  it('is broken off when the subgraph stops, so that nobody takes it for over', async () => {
    const response = await ask('subscription { settingsChanged }', { caller: identity('OWNER') });
    endpoint.cutStreams();
    await expect(response.text()).rejects.toThrow();
    expect(silence.listeners).toBe(0);
  });

  it('is not what any other operation is', async () => {
    const response = await ask('{ books { id } }');
    expect([response.status, response.headers.get('content-type')]).toEqual([406, 'application/json; charset=utf-8']);
  });
});
