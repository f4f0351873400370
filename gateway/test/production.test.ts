import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRig, type Rig } from './support/rig.ts';

let rig: Rig;
let token: string;
beforeAll(async () => {
  rig = await startRig({ production: true });
  token = rig.tokenFor('OWNER');
});
afterAll(() => rig.stop());

describe('in production', () => {
  it('a fault says nothing but a correlation id, which is the request id', async () => {
    const { headers, body } = await rig.ask('{ me { id } fails }', { token });
    expect(body.errors).toEqual([
      {
        message: 'Something failed on our side. Quote the correlation id to the operator.',
        locations: [{ line: 1, column: 13 }],
        path: ['fails'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'crm', correlationId: headers.get('x-request-id') },
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|stack|ECONNREFUSED/);
  });

  it('a refusal keeps its message', async () => {
    const { body } = await rig.ask('{ secretive }', { token });
    expect(body.errors[0].extensions).toEqual({ code: 'NOT_FOUND' });
  });

  it('introspection is off', async () => {
    const { body } = await rig.ask('{ __schema { types { name } } }', { token });
    expect(body.data).toBeUndefined();
    expect(body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it.each([
    ['of fields', '{ custmers { totalCount } }', undefined],
    ['of arguments', '{ customers(firt: 1) { totalCount } }', undefined],
    ['of types', 'query { ...F } fragment F on Querry { __typename }', undefined],
    ['of input fields', 'mutation { createCustomer(input: { name: "a", teir: "x" }) { id } }', undefined],
    [
      'of input fields in variables',
      'mutation($i: CreateCustomerInput!) { createCustomer(input: $i) { id } }',
      { i: { name: 'a', teir: 'x' } },
    ],
  ])('there are no suggestions %s', async (_, query, variables) => {
    const { body } = await rig.ask(query, { token, variables });
    expect(body.errors[0].message).not.toMatch(/did you mean/i);
  });

  it('the plan is for a SUPERADMIN who asks for it, and for nobody else', async () => {
    const extensionsFor = async (caller: string | undefined, extensions?: object) => {
      const response = await fetch(rig.gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(caller ? { authorization: `Bearer ${caller}` } : {}) },
        body: JSON.stringify({ query: '{ me { email } }', extensions }),
      });
      return ((await response.json()) as { extensions?: object }).extensions;
    };
    const superadmin = rig.tokenFor('SUPERADMIN');
    const asking = { plan: true };
    expect(await extensionsFor(superadmin, asking)).toMatchObject({ plan: { kind: 'QueryPlan', node: { serviceName: 'auth' } } });
    for (const refused of [token, undefined, rig.tokenFor('AUDITOR')]) expect(await extensionsFor(refused, asking)).toBeUndefined();
    for (const other of [undefined, { plan: 'yes' }, { plan: false }]) expect(await extensionsFor(superadmin, other)).toBeUndefined();
  });

  it('there is no Playground and no demo session', async () => {
    const page = await fetch(rig.gateway.url, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(400);
    expect(page.headers.get('content-type')).not.toContain('html');
    for (const path of ['/playground/accounts', '/playground/session', '/playground/assets/x/playground.js']) {
      expect((await fetch(rig.origin + path, { headers: { 'x-tessera-playground': '1' } })).status).toBe(404);
    }
  });
});

describe('in development', () => {
  it('a fault tells its message, and no stack trace', async () => {
    const open = await startRig();
    try {
      const { body } = await open.ask('{ fails }', { token: open.tokenFor('OWNER') });
      expect(body.errors[0].extensions).toEqual({
        code: 'INTERNAL_SERVER_ERROR',
        service: 'crm',
        correlationId: expect.any(String),
      });
      expect(body.errors[0].message).toContain('ECONNREFUSED');
    } finally {
      await open.stop();
    }
  });
});
