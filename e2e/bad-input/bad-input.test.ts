import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { codes, createTestClient, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';

let tessera: TestTessera;
let owner: TestClient;
beforeAll(async () => {
  tessera = await startTessera();
  owner = await tessera.as('demo001', 'OWNER');
});
afterAll(() => tessera.stop());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(tessera.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}`, ...headers },
    body,
  });
const answerOf = async (response: Response) => {
  const answer = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
  return { status: response.status, codes: answer.errors.map((error) => error.extensions.code), text: JSON.stringify(answer) };
};
const newCustomer = { name: 'Edsger Dijkstra', email: 'edsger@example.com' };
const CREATE = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id version email } }';
const count = async () => (await owner.ask('{ customers { totalCount } }')).customers.totalCount as number;

describe('the endpoint refuses, names the cure and changes nothing:', () => {
  it.each([
    ['malformed JSON', '{"query": "{ me', 400],
    ['a body without a query', '{}', 400],
    ['a query that does not parse', '{"query": "{ me { "}', 400],
    ['an unknown field', '{"query": "{ me { passwordHash } }"}', 400],
    ['a variable of the wrong type', JSON.stringify({ query: CREATE, variables: { input: { name: 7, email: 'x' } } }), 200],
    ['a variable with an unknown field', JSON.stringify({ query: CREATE, variables: { input: { ...newCustomer, tenantId: randomUUID() } } }), 200],
  ])('%s', async (_what, body, status) => {
    const before = await count();
    const answer = await answerOf(await post(body));
    expect(answer.codes).toHaveLength(1);
    expect(answer.codes[0]).not.toBe('INTERNAL_SERVER_ERROR');
    expect([status, 400]).toContain(answer.status);
    expect(answer.text).not.toMatch(/node_modules|\.ts:\d|at async/);
    expect(await count()).toBe(before);
  });

  it('a body over the cap', async () => {
    const response = await post(JSON.stringify({ query: '{ me { id } }', variables: { padding: 'x'.repeat(2 * 1024 * 1024) } }));
    expect(await answerOf(response)).toMatchObject({ status: 413, codes: ['LIMIT_EXCEEDED'] });
  });

  it.each([0, -1, 10_000])('a page of %d', async (first) => {
    const answer = await owner.send('query ($n: Int) { customers(first: $n) { nodes { id } } }', { n: first });
    expect(codes(answer).some((code) => ['BAD_USER_INPUT', 'LIMIT_EXCEEDED'].includes(code))).toBe(true);
  });

  it('a cursor of another list', async () => {
    const { customers } = await owner.ask('{ customers(first: 1) { pageInfo { endCursor } } }');
    const answer = await owner.send('query ($c: String) { deals(after: $c) { nodes { id } } }', { c: customers.pageInfo.endCursor });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  });

  it('an e-mail that a customer has already', async () => {
    await owner.ask(CREATE, { input: newCustomer });
    const before = await count();
    const again = { ...newCustomer, email: ' EDSGER@example.com ' };
    expect(codes(await owner.send(CREATE, { input: again }))).toEqual(['CONFLICT']);
    expect(await count()).toBe(before);
  });

  it('a change made on a stale version, and tells the current one', async () => {
    const { createCustomer } = await owner.ask(CREATE, { input: { name: 'Ada', email: 'ada@example.com' } });
    const update = 'mutation ($id: ID!, $v: Int!, $n: String!) { updateCustomer(id: $id, version: $v, input: { name: $n }) { name version } }';
    await owner.ask(update, { id: createCustomer.id, v: 1, n: 'Ada L.' });
    const stale = await owner.send(update, { id: createCustomer.id, v: 1, n: 'Lost' });
    expect(stale.errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', currentVersion: 2 });
    const { customer } = await owner.ask('query ($id: ID!) { customer(id: $id) { name } }', { id: createCustomer.id });
    expect(customer.name).toBe('Ada L.');
  });

  it("another tenant's id, exactly as an id that does not exist", async () => {
    const acme = await tessera.as('acme', 'OWNER');
    const { customers } = await acme.ask('{ customers(first: 1) { nodes { id } } }');
    const ask = async (id: string) => {
      const read = await owner.send('query ($id: ID!) { customer(id: $id) { name } }', { id });
      const write = await owner.send('mutation ($id: ID!) { updateCustomer(id: $id, version: 1, input: { name: "x" }) { id } }', { id });
      return JSON.stringify([read.status, read.data, read.errors, write.status, write.data, write.errors]);
    };
    const foreign = await ask(customers.nodes[0].id);
    expect(foreign).toBe(await ask(randomUUID()));
    expect(foreign).toContain('NOT_FOUND');
    expect(await ask('not-a-uuid')).toBe(foreign);
  });
});

describe('the endpoint refuses a token that is', () => {
  const payload = () => jwt.decode(owner.token!) as jwt.JwtPayload;
  const header = () => jwt.decode(owner.token!, { complete: true })!.header;
  const ownKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const forge = (claims: object, options: jwt.SignOptions = {}) =>
    jwt.sign({ ...payload(), ...claims }, ownKey(), { algorithm: 'ES256', header: header(), ...options });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each<[string, () => string]>([
    ['no token', () => 'nonsense'],
    ['signed by a key of the forger', () => forge({ role: 'SUPERADMIN', tid: null })],
    ['expired', () => forge({ iat: 1, exp: 2 })],
    ['unsigned', () => `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(payload())}.`],
    ['signed with the public key as a secret', () => {
      const content = `${encode({ ...header(), alg: 'HS256' })}.${encode(payload())}`;
      return `${content}.${createHmac('sha256', 'public').update(content).digest('base64url')}`;
    }],
    ['altered', () => owner.token!.replace(/\.[^.]+\./, `.${encode({ ...payload(), role: 'SUPERADMIN' })}.`)],
    ['an API key of a kind that is not there', () => 'tsk_0123456789'],
  ])('%s', async (_what, token) => {
    const answer = await createTestClient(tessera.endpoint, token()).send('{ me { id } }');
    expect({ status: answer.status, codes: codes(answer), data: answer.data ?? null }).toEqual({ status: 401, codes: ['UNAUTHENTICATED'], data: null });
  });
});

describe('a login', () => {
  const LOGIN = 'mutation ($e: String!, $p: String!, $t: String) { login(email: $e, password: $p, tenant: $t) { accessToken } }';

  it('answers a wrong password, an unknown user and a foreign tenant alike', async () => {
    const { email, password } = tessera.account('demo001', 'ADMIN');
    const tries = [
      { e: email, p: 'wrong password', t: 'demo001' },
      { e: 'nobody@example.com', p: 'wrong password', t: 'demo001' },
      { e: email, p: password, t: 'acme' },
      { e: email, p: password, t: 'no-such-tenant' },
    ];
    const answers = [];
    for (const variables of tries) {
      const answer = await tessera.anonymous.send(LOGIN, variables);
      answers.push(JSON.stringify([answer.status, codes(answer), answer.errors.map((error) => error.message)]));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('UNAUTHENTICATED');
  });

  it('locks the account and not the request: twenty at once get five attempts', async () => {
    const attempts = Array.from({ length: 20 }, (_, at) => tessera.anonymous.send(LOGIN, { e: 'locked@example.com', p: `guess number ${at}` }));
    const refusals = (await Promise.all(attempts)).flatMap((answer) => codes(answer));
    expect(refusals.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(5);
    expect(refusals.filter((code) => code === 'RATE_LIMITED')).toHaveLength(15);
    const after = await tessera.anonymous.send(LOGIN, { e: 'locked@example.com', p: 'another guess' });
    expect(after.errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
  });

  it('gets one attempt for a request, however many aliases it writes', async () => {
    const attempts = Array.from({ length: 30 }, (_, at) => `a${at}: login(email: "alias@example.com", password: "guess ${at} guess") { expiresIn }`);
    const answer = await tessera.anonymous.send(`mutation { ${attempts.join('\n')} }`);
    expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
  });
});
