/** Operations over the fixture graph of the gateway's tests. */
export const KNOWN: readonly string[] = [
  '{ me { id email role } customers(first: 10) { totalCount nodes { id name owner { email } } } }',
  '{ customers(first: 2) { nodes { name related(first: 2) { nodes { name owner { email role } } } } } }',
  'query Profile { me { __typename id email role } }',
];

export const WRITE = 'mutation ($name: String!) { createCustomer(input: { name: $name }) { id name owner { email } } }';

export const SLOW = '{ slow(ms: 200) me { id } }';

/** An operation that was not asked before. */
export const distinct = (number: number): string =>
  `query Distinct${number} { customers(first: ${1 + (number % 10)}) { nodes { n${number}: name owner { email } } } }`;

/** A request that is refused, and the status with which. */
export interface Refused {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out: an owner. */
  readonly as?: 'OWNER' | 'VIEWER' | 'nobody';
  readonly expected: number;
}

const asking = (query: string) => JSON.stringify({ query });
const MANY_ALIASES = `{ ${Array.from({ length: 200 }, (_, at) => `a${at}: me { id }`).join(' ')} }`;
const DEEP = `{ customers ${'{ nodes { related '.repeat(15)}{ totalCount }${' } }'.repeat(15)} }`;

export const REFUSED: readonly Refused[] = [
  { body: asking('{ me { id }'), expected: 400 },
  { body: asking('{ me { secret } }'), expected: 400 },
  { body: asking(MANY_ALIASES), expected: 400 },
  { body: asking(DEEP), expected: 400 },
  { body: '{"query": "{ me', expected: 400 },
  // With 200 the client is asked for the text.
  { body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }), expected: 200 },
  { body: asking('x'.repeat(2 * 1024 * 1024)), expected: 413 },
  { body: asking(KNOWN[0] ?? ''), headers: { 'content-type': 'text/plain' }, expected: 400 },
  { body: asking(KNOWN[0] ?? ''), as: 'nobody', expected: 401 },
  { body: asking(KNOWN[0] ?? ''), headers: { authorization: 'Bearer a.b.c' }, expected: 401 },
  { body: JSON.stringify({ query: WRITE, variables: { name: 'Mine' } }), as: 'VIEWER', expected: 403 },
];
