import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpRequest, HttpResponse } from '@tessera/http';
import type { Identity } from '@tessera/identity';
import { pino } from 'pino';
import type { SubgraphRuntime } from '../src/index.ts';
import { createAnswers } from '../src/endpoint/graphql-endpoint.ts';
import { library } from './fixture/library.ts';

type Answers = Awaited<ReturnType<typeof createAnswers>>;
const identity = (role: Identity['role']): Identity => ({ userId: 'u', sessionId: 's', tenantId: 't', role });
const logged: string[] = [];
let answers: Answers;

beforeAll(async () => {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const runtime = { log, settings: { production: true } } as unknown as SubgraphRuntime<unknown>;
  answers = await createAnswers(library, runtime);
});
afterAll(() => answers.apollo.stop());

interface Case {
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly caller?: Identity | null;
  readonly requestId?: string;
}

async function both({ body, text, headers, caller = identity('OWNER'), requestId = 'r-1' }: Case) {
  const request = {
    method: 'POST',
    path: '/graphql',
    search: '',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: Buffer.from(text ?? JSON.stringify(body)),
  } as unknown as HttpRequest;
  const claims = { identity: caller, requestId };
  logged.length = 0;
  const lean = await answers.lean(request, claims);
  const leanLog = logged.splice(0).map(withoutTime);
  const apollo = await answers.apollo.answer(request, claims);
  return { lean, leanLog, apollo, apolloLog: logged.map(withoutTime) };
}

/** What was logged of a fault: whose it was, where, and what. */
function withoutTime(line: string) {
  const { msg, path, requestId, err } = JSON.parse(line) as Record<string, { message?: string }>;
  return { msg, path, requestId, cause: err?.message };
}

const textOf = (body: HttpResponse['body'] | undefined) => (typeof body === 'string' ? body : null);
const plain = ({ status, headers, body }: HttpResponse) => ({ status, headers, body: textOf(body) });

const fragment = 'fragment B on Book { title ...P } fragment P on Book { pages price }';
const entities = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Book { title loaded next { title } } } }';
const books = (...ids: string[]) => ({ r: ids.map((id) => ({ __typename: 'Book', id })) });

describe('an ordinary fetch is answered without Apollo Server, and to the byte as by it:', () => {
  it.each<[string, Case]>([
    ['a query', { body: { query: '{ books { id title pages price publishedAt } }' } }],
    ['variables, their defaults and null', { body: { query: 'query Q($n: Int = 1, $d: DateTime) { books(first: $n, after: $d) { title } }', variables: { d: null }, operationName: 'Q' } }],
    ['a variable of a custom scalar', { body: { query: 'query ($d: DateTime) { books(after: $d) { title } }', variables: { d: '2026-01-01T00:00:00Z' } } }],
    ['aliases, fragments and merged fields', { body: { query: `{ b: books { ...B } b: books { id key: id ... { next { ...B } } next { id } } } ${fragment}` } }],
    ['an interface and a union', { body: { query: '{ titled { __typename title ... on Film { minutes } ...B } either { ... on Film { id } } } fragment B on Book { id }' } }],
    ['promises within promises', { body: { query: '{ book(id: 1) { next { loaded(prefix: "+") next { loaded } } } }' } }],
    ['entities, known and unknown', { body: { query: entities, variables: books('1', '9', '2', '1') } }],
    ['an entity that fails beside one that does not', { body: { query: entities, variables: books('0', '1') } }],
    ['@include and @skip', { body: { query: 'query ($y: Boolean!) { book(id: 1) { title @include(if: $y) id @skip(if: $y) } }', variables: { y: true } } }],
    ['a mutation', { body: { query: 'mutation { rename(id: 1, title: "Emma II") { id title } }' } }],
    ['a refusal by a service', { body: { query: '{ refused book(id: 1) { id } }' } }],
    ['a refusal by a mutation', { body: { query: 'mutation { fail { id } }' } }],
    ['a fault', { body: { query: '{ faulty }' } }],
    ['a fault in a list that may hold no null', { body: { query: '{ book(id: 1) { id } faultyList { id } }' } }],
    ['an error that borrows a code', { body: { query: '{ borrowedCode }' } }],
    ['a text that cannot be stored', { body: { query: '{ unstorable }' } }],
    ['null where none may be', { body: { query: '{ books { title missing } }' } }],
    ['null that goes up to a nullable parent', { body: { query: '{ book(id: 1) { id next { id missing } } }' } }],
    ['a promise that fails at the root', { body: { query: '{ late { id } book(id: 1) { id } }' } }],
    ['_service', { body: { query: '{ _service { sdl } }' }, caller: null }],
    ['no accept header but */*', { body: { query: '{ books { title } }' }, headers: { accept: '*/*' } }],
    ['one of no caller', { body: { query: '{ books { title } }' }, caller: null }],
  ])('%s', async (_name, request) => {
    const { lean, apollo, leanLog, apolloLog } = await both(request);
    expect(lean && plain(lean)).toEqual(plain(apollo));
    expect(leanLog).toEqual(apolloLog);
  });

  it('a fault is told to nobody', async () => {
    const { lean } = await both({ body: { query: '{ faulty borrowedCode faultyList { id } }' } });
    expect(textOf(lean?.body)).not.toContain('10.0.0.7');
  });
});

describe('left to Apollo Server, without having run, is', () => {
  it.each<[string, Case]>([
    ['what the caller may not have', { body: { query: '{ settings books { title } }' }, caller: identity('MEMBER') }],
    ['a field of an entity that the caller may not have', { body: { query: 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Book { price } } }', variables: books('1') }, caller: identity('MEMBER') }],
    ['what only a session may have', { body: { query: '{ books { id } }' }, caller: null }],
    ['a document that is not GraphQL', { body: { query: '{ books {' } }],
    ['a document that is not valid', { body: { query: '{ nothing }' } }],
    ['introspection in production', { body: { query: '{ __schema { queryType { name } } }' } }],
    ['a variable that does not fit', { body: { query: 'query ($n: Int) { books(first: $n) { id } }', variables: { n: 'two' } } }],
    ['a variable that is missing', { body: { query: 'query ($id: ID!) { book(id: $id) { id } }' } }],
    ['a variable that does not fit a mutation', { body: { query: 'mutation ($t: String!) { rename(id: 1, title: $t) { id } }', variables: { t: 4 } } }],
    ['two operations', { body: { query: 'query A { books { id } } query B { late { id } }', operationName: 'A' } }],
    ['an operation that is not in the document', { body: { query: 'query A { books { id } }', operationName: 'B' } }],
    ['an empty operation name', { body: { query: 'query A { books { id } }', operationName: '' } }],
    ['a persisted query', { body: { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } } }],
    ['a body that is not JSON', { text: '{"query":' }],
    ['no body', { text: '' }],
    ['an array of operations', { body: [{ query: '{ books { id } }' }] }],
    ['variables that are a text', { body: { query: '{ books { id } }', variables: '{}' } }],
    ['a query that is no text', { body: { query: 1 } }],
    ['another content type', { body: { query: '{ books { id } }' }, headers: { 'content-type': 'text/plain' } }],
    ['another media type', { body: { query: '{ books { id } }' }, headers: { accept: 'application/graphql-response+json' } }],
    ['a media type that there is not', { body: { query: '{ books { id } }' }, headers: { accept: 'image/png' } }],
    ['a request whose context cannot be made', { body: { query: '{ books { id } }' }, requestId: 'broken' }],
  ])('%s', async (_name, request) => {
    const { lean, leanLog } = await both(request);
    expect({ lean, leanLog }).toEqual({ lean: null, leanLog: [] });
  });
});
