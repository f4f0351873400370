import { gzipSync } from 'node:zlib';
import { OPERATIONS, PERSISTED } from './operations.ts';
import type { RawRequest } from './send.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const PREFLIGHTED = { 'apollo-require-preflight': '1' };
const HELLO = '{ hello }';

const BODIES: readonly (readonly [name: string, body: string | Buffer | undefined])[] = [
  ['nothing', undefined],
  ['nothing at all', ''],
  ['a blank', ' '],
  ['broken JSON', '{"query": '],
  ['JSON with more behind it', '{"query":"{ hello }"} {}'],
  ['text', 'hello'],
  ['GraphQL', HELLO],
  ['a JSON text', '"hello"'],
  ['a JSON number', '7'],
  ['a JSON null', 'null'],
  ['a JSON true', 'true'],
  ['an empty list', '[]'],
  ['a list of one operation', JSON.stringify([{ query: HELLO }])],
  ['a list of operations', JSON.stringify([{ query: HELLO }, { query: '{ fails }' }])],
  ['a form', 'query=%7B+hello+%7D'],
  ['JSON behind a byte order mark', `\uFEFF${JSON.stringify({ query: HELLO })}`],
  ['JSON amid blanks', `\n\t ${JSON.stringify({ query: HELLO })} \n`],
  ['a key that comes twice', '{"query":"{ nope }","query":"{ hello }"}'],
  ['a prototype', '{"query":"{ hello }","__proto__":{"a":1},"constructor":7}'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
];

export const CONTENT_TYPES: readonly (string | undefined)[] = [
  undefined,
  '',
  'application/json',
  'Application/JSON',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8; boundary=x',
  'application/json; charset=latin1',
  'application/json; charset=utf-16le',
  'application/json, text/plain',
  'application/graphql',
  'application/graphql-response+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'TEXT/Plain; charset=utf-8',
  'text/plain, application/json',
  'nonsense',
  'text/',
];

export const ACCEPTS: readonly (string | undefined)[] = [
  undefined,
  '',
  '*/*',
  'application/*',
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'application/graphql-response+json',
  'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8',
  'application/graphql-response+json;q=0.5, application/json;q=0.9',
  'application/graphql-response+json;q=0.9, application/json;q=0.5',
  'application/graphql-response+json, application/json',
  'application/json, application/graphql-response+json',
  'application/json;q=0, application/graphql-response+json',
  'application/json;q=0',
  '*/*;q=0.1, application/graphql-response+json',
  'application/json; callbackSpec=1.0',
  'multipart/mixed',
  'multipart/mixed; deferSpec=20220824, application/json',
  'multipart/mixed;incrementalSpec=v0.2;q=0.9, application/graphql-response+json;q=0.5',
  'text/html',
  'text/html, application/xhtml+xml, */*;q=0.8',
  'text/event-stream',
  'nonsense',
  ', ,',
  'application/json;q=nonsense',
];

/** One request, and what it is called in a failure. */
export interface NamedRequest {
  readonly name: string;
  readonly request: RawRequest;
}

const named = (name: string, request: RawRequest): NamedRequest => ({ name: `${request.method}: ${name}`, request });
const withHeader = (header: string, value: string | undefined) => (value === undefined ? {} : { [header]: value });
const post = (body: object, headers: Readonly<Record<string, string>> = JSON_TYPE): RawRequest => ({
  method: 'POST',
  headers,
  body: JSON.stringify(body),
});
const get = (params: object | string, headers: Readonly<Record<string, string>> = PREFLIGHTED): RawRequest => ({
  method: 'GET',
  headers,
  search: typeof params === 'string' ? params : toSearch(params),
});

/** Texts as they are, and anything else as JSON, as the GraphQL-over-HTTP draft has it. */
function toSearch(params: object): string {
  const texts = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return `?${new URLSearchParams(texts).toString()}`;
}

function* everyOperation(): Generator<NamedRequest> {
  const accept = 'application/graphql-response+json';
  for (const [name, body] of [...OPERATIONS, ...PERSISTED]) {
    yield named(name, post(body));
    yield named(`${name}, for ${accept}`, post(body, { ...JSON_TYPE, accept }));
    yield named(name, get(body));
  }
}

function* everyBody(): Generator<NamedRequest> {
  for (const type of CONTENT_TYPES) {
    for (const [name, body] of [...BODIES, ['a query', JSON.stringify({ query: HELLO })] as const]) {
      yield named(`${name} as ${type}`, { method: 'POST', headers: withHeader('content-type', type), body });
    }
    const headers = { ...withHeader('content-type', type), 'x-apollo-operation-name': 'A' };
    yield named(`a query as ${type}, preflighted`, post({ query: HELLO }, headers));
  }
  const compressed = { ...JSON_TYPE, 'content-encoding': 'gzip' };
  yield named('a compressed body', { method: 'POST', headers: compressed, body: gzipSync('{"query":"{ hello }"}') });
  yield named('a plain body', post({ query: HELLO }, { ...JSON_TYPE, 'content-encoding': 'identity' }));
}

function* everyAccept(): Generator<NamedRequest> {
  const bodies = ['a query', 'a syntax error', 'an unknown field', 'a field that may not fail', 'a mutation', 'no query'];
  for (const accept of ACCEPTS) {
    const headers = withHeader('accept', accept);
    for (const [name, body] of OPERATIONS.filter((each) => bodies.includes(each[0]))) {
      yield named(`${name}, for ${accept}`, post(body, { ...JSON_TYPE, ...headers }));
      yield named(`${name}, for ${accept}`, get(body, { ...PREFLIGHTED, ...headers }));
    }
    yield named(`a forged query, for ${accept}`, post({ query: HELLO }, headers));
    yield named(`no method of ours, for ${accept}`, { ...post({ query: HELLO }, { ...JSON_TYPE, ...headers }), method: 'PUT' });
  }
}

function* everyOtherWay(): Generator<NamedRequest> {
  for (const method of ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND']) {
    yield named('a query', { ...post({ query: HELLO }), method });
    yield named('a query in the URL', { ...get({ query: HELLO }), method });
    yield named('nothing', { method });
  }
  for (const type of CONTENT_TYPES) {
    yield named(`with ${type}`, get({ query: HELLO }, withHeader('content-type', type)));
    yield named(`with ${type}, preflighted`, get({ query: HELLO }, { ...withHeader('content-type', type), ...PREFLIGHTED }));
  }
  for (const search of SEARCHES) yield named(search, get(search));
  for (const header of ['x-apollo-operation-name', 'apollo-require-preflight', 'X-Requested-With']) {
    yield named(`with ${header}`, get({ query: HELLO }, { [header]: 'a' }));
    yield named(`with an empty ${header}`, get({ query: HELLO }, { [header]: '' }));
  }
  yield named('a query in the URL and none in the body', { ...post({ variables: {} }), search: '?query={hello}' });
  yield named('a query in the body alone', { ...get(''), headers: { ...JSON_TYPE }, body: '{"query":"{ hello }"}' });
}

const SEARCHES = [
  '',
  '?',
  '?query',
  '?query=',
  '?query={hello}',
  '?query=%7Bhello%7D&',
  '?query={hello}&query={hello}',
  '?query={hello}&operationName=A&operationName=B',
  '?query={hello}&operationName=',
  '?query={hello}&variables=',
  '?query={hello}&variables={',
  '?query={hello}&variables=null',
  '?query={hello}&variables=[]',
  '?query={hello}&variables=7',
  '?query={hello}&variables={}&variables={}',
  '?query={hello}&extensions=',
  '?query={hello}&extensions={',
  '?query={hello}&extensions=[]',
  '?query={hello}&extensions={}',
  '?query={hello(name:"a+b")}',
  '?query={hello(name:"a%2Bb%00")}',
  '?query={hello(name:"%ff%fe")}',
  '?QUERY={hello}',
  '?variables={}',
  '?query={hello}#query={nope}',
];

/** Well over a thousand requests; the same ones each time, in the same order. */
export function everyRequest(): readonly NamedRequest[] {
  return [...everyOperation(), ...everyBody(), ...everyAccept(), ...everyOtherWay()];
}
