import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newApiKey, type Role } from '@tessera/identity';
import { startRig, type AskOptions, type Rig } from './support/rig.ts';

let rig: Rig;
let before: number;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
beforeEach(() => {
  before = rig.fetches();
});

async function expectRefused(query: string, options: AskOptions, status: number, code: string) {
  const answer = await rig.ask(query, options);
  expect(answer.body).toEqual({ errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })] });
  expect(answer.status).toBe(status);
  expect(rig.fetches()).toBe(before);
}

const as = (role: Role): AskOptions => ({ token: rig.tokenFor(role) });
const CREATE = 'mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { name } }';

describe('an operation that the table refuses reaches no subgraph', () => {
  it('anonymous', () => expectRefused('{ me { id } }', {}, 401, 'UNAUTHENTICATED'));
  it('of the wrong role', () => expectRefused('{ customers { totalCount } }', as('AUDITOR'), 403, 'FORBIDDEN'));
  it('with one refused field beside allowed ones', () =>
    expectRefused('{ me { id } customers { totalCount } }', as('AUDITOR'), 403, 'FORBIDDEN'));
  it.each([
    ['by an alias', '{ customers: me { id } me: customers { totalCount } }'],
    ['by an alias of federation', '{ _entities: customers { totalCount } }'],
    ['by an alias of introspection', '{ __typename: customers { totalCount } }'],
    ['in an inline fragment', '{ me { id } ... { ... on Query { customers { totalCount } } } }'],
    ['in a fragment in a fragment', '{ ...A } fragment A on Query { ...B } fragment B on Query { customers { totalCount } }'],
    ['below one that is allowed to others', '{ me { id } customer(id: "1") { related { nodes { name } } } customers { totalCount } }'],
    ['unless it is skipped', 'query($no: Boolean = false) { me { id } customers @skip(if: $no) { totalCount } }'],
    ['unless its fragment is left out', 'query($yes: Boolean! = true) { ...A @include(if: $yes) } fragment A on Query { customers { totalCount } }'],
    ['in one of several operations', 'query A { customers { totalCount } }'],
  ])('a refused field %s', (_, query) => expectRefused(query, as('AUDITOR'), 403, 'FORBIDDEN'));

  it.each([
    ['_entities', 'query { _entities(representations: [{ __typename: "Customer", id: "1" }]) { __typename } }'],
    ['_service', '{ me: _service { sdl } }'],
    ['an entity as a fragment of nothing', '{ me { ... on Customer { name } } }'],
  ])('%s, which no client has', async (_, query) => {
    const { status, body } = await rig.ask(query, as('OWNER'));
    expect(body).toEqual({ errors: expect.arrayContaining([expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })]) });
    expect(status).toBe(400);
    expect(rig.fetches()).toBe(before);
  });

  it('inside a fragment', () =>
    expectRefused('query { ...F } fragment F on Query { customers { totalCount } }', as('AUDITOR'), 403, 'FORBIDDEN'));
  it('with an argument that the role may not send', () =>
    expectRefused(CREATE, { ...as('ADMIN'), variables: { input: { name: 'a', tier: 'GOLD' } } }, 403, 'FORBIDDEN'));
  it('a mutation', () =>
    expectRefused(CREATE, { ...as('VIEWER'), variables: { input: { name: 'a' } } }, 403, 'FORBIDDEN'));
});

describe('an operation that the table allows runs', () => {
  it('with a refused field that is skipped', async () => {
    const query = 'query($all: Boolean!) { me { id } customers @include(if: $all) { totalCount } }';
    const { body } = await rig.ask(query, { ...as('AUDITOR'), variables: { all: false } });
    expect(body).toEqual({ data: { me: { id: expect.any(String) } } });
    before = rig.fetches();
    await expectRefused(query, { ...as('AUDITOR'), variables: { all: true } }, 403, 'FORBIDDEN');
  });

  it('for a role that may send the argument', async () => {
    const { body } = await rig.ask(CREATE, { ...as('OWNER'), variables: { input: { name: 'Grace', tier: 'GOLD' } } });
    expect(body).toEqual({ data: { createCustomer: { name: 'Grace' } } });
  });

  it('anonymously where anyone may', async () => {
    const { body } = await rig.ask('mutation { login(email: "a@b.c", password: "right") { expiresIn } }');
    expect(body).toEqual({ data: { login: { expiresIn: 600 } } });
    expect(rig.subgraphs['auth']!.received.at(-1)!.claims.identity).toBeNull();
  });
});

describe('a credential that is not good', () => {
  it.each([
    ['a forged token', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
    ['what looks like an API key and is none', 'Bearer tsk_live_0123456789abcdef'],
    ['an API key that nobody has', `Bearer ${newApiKey().secret}`],
    ['another scheme', 'Basic YTpi'],
    ['an empty token', 'Bearer '],
  ])('refuses every operation: %s', async (_, authorization) => {
    await expectRefused('{ me { id } }', { headers: { authorization } }, 401, 'UNAUTHENTICATED');
    await expectRefused('{ __typename }', { headers: { authorization } }, 401, 'UNAUTHENTICATED');
  });

  it('does not keep anyone from logging in', async () => {
    const query = 'mutation { login(email: "a@b.c", password: "right") { expiresIn } }';
    const { body } = await rig.ask(query, { token: 'stale' });
    expect(body).toEqual({ data: { login: { expiresIn: 600 } } });
  });

  it('refuses a login that something else rides on', () =>
    expectRefused(
      'mutation { login(email: "a@b.c", password: "right") { expiresIn } logout }',
      { token: 'stale' },
      401,
      'UNAUTHENTICATED',
    ));
});

describe('the status of a refusal', () => {
  it('is 200 for clients of application/json, which may read a body only then', async () => {
    for (const accept of ['application/json', '*/*']) {
      const { status, headers, body } = await rig.ask('{ me { id } }', { headers: { accept } });
      expect(headers.get('content-type')).toContain('application/json');
      expect(status).toBe(200);
      expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  it('comes with a challenge where it is 401', async () => {
    const { headers } = await rig.ask('{ me { id } }');
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('an operation that cannot be resolved', () => {
  it('is refused by name', async () => {
    const response = await fetch(rig.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query A { me { id } } query B { me { id } }', operationName: 'C' }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] });
  });
});
