import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { measureDocument } from '../src/limits/measure-document.ts';
import { startRig, type Rig } from './support/rig.ts';

const REPEAT = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');

describe('the measure of a document', () => {
  it('counts what fragments stand for, each time they are spread', () => {
    const document = parse(
      '{ a: me { ...F } b: me { ...F } } fragment F on User { x: id y: email @include(if: true) }',
    );
    expect(measureDocument(document)).toEqual({
      operations: 1,
      depth: 2,
      selections: 8,
      fragmentSpreads: 2,
      aliases: 6,
      rootFields: 2,
      directives: 2,
    });
  });

  it('takes no longer for fragments that stand for billions of fields', () => {
    const fragments = REPEAT(40, (at) => `fragment F${at} on User { ...F${at + 1} ...F${at + 1} }`);
    const document = parse(`{ me { ...F0 } } ${fragments} fragment F40 on User { id }`);
    const startedAt = performance.now();
    expect(measureDocument(document).selections).toBeGreaterThan(1e12);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('ends on a cycle', () => {
    const document = parse('{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A id }');
    expect(measureDocument(document).depth).toBe(2);
  });
});

describe('over HTTP', () => {
  let rig: Rig;
  let token: string;
  beforeAll(async () => {
    rig = await startRig();
    token = rig.tokenFor('OWNER');
  });
  afterAll(() => rig.stop());

  it.each([
    ['tokens', `{ ${'me { id } '.repeat(2_000)} }`],
    ['depth', `{ customers { nodes ${'{ related { nodes '.repeat(10)} { id } ${'} }'.repeat(10)} } }`],
    [
      'selections',
      `{ ...A } ${REPEAT(20, (at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`)}` +
        'fragment A on Query { ...F0 } fragment F20 on Query { __typename }',
    ],
    ['fragmentSpreads', `{ me { ${'...F '.repeat(301)} } } fragment F on User { id }`],
    ['operations', REPEAT(51, (at) => `query Q${at} { me { id } }`)],
    ['aliases', `{ ${REPEAT(101, (at) => `a${at}: __typename`)} }`],
    ['rootFields', `{ ${'me { id } '.repeat(31)} }`],
    ['directives', `{ me { id ${'@include(if: true) '.repeat(101)} } }`],
    ['depth', `{ customers(first: ${'['.repeat(2_400)}1${']'.repeat(2_400)}) { totalCount } }`],
    ['comparisons', `{ me { ${'id '.repeat(990)} } }`],
    ['cost', '{ customers(first: 300) { nodes { related(first: 300) { nodes { id } } } } }'],
  ])('refuses too many %s, and names the limit', async (limit, query) => {
    const before = rig.fetches();
    const startedAt = performance.now();
    const { status, body } = await rig.ask(query, { token });
    expect(body.errors).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^The operation exceeds the limit of [\d,]+ .*\. [A-Z].*\.$/),
        extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit }),
      }),
    ]);
    expect(status).toBe(400);
    expect(rig.fetches()).toBe(before);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('counts a page size that comes as a variable', async () => {
    const query = 'query($n: Int) { customers(first: $n) { nodes { related(first: $n) { nodes { id } } } } }';
    expect((await rig.ask(query, { token, variables: { n: 10 } })).body.errors).toBeUndefined();
    const { body } = await rig.ask(query, { token, variables: { n: 1_000 } });
    expect(body.errors[0].extensions.limit).toBe('cost');
  });

  it('refuses variables that are nested without end', async () => {
    const query = 'query($n: Int) { customers(first: $n) { totalCount } }';
    const nested = (levels: number) =>
      `{"query":"${query}","variables":{"n":1,"x":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
    const send = async (levels: number) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      return (await fetch(rig.gateway.url, { method: 'POST', headers, body: nested(levels) })).json();
    };
    expect(await send(100)).not.toHaveProperty('errors');
    const refused = { errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'variableDepth' } }] };
    expect(await send(101)).toMatchObject(refused);
    expect(await send(400_000)).toMatchObject(refused);
  });

  it('refuses a body over 1 MiB with 413', async () => {
    const response = await fetch(rig.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }', variables: { padding: 'x'.repeat(1024 * 1024) } }),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'bodyBytes' } }],
    });
  });

  it('refuses a batch', async () => {
    const response = await fetch(rig.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ me { id } }' }, { query: '{ me { id } }' }]),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it("admits the Playground's introspection", async () => {
    expect((await rig.ask(getIntrospectionQuery({ inputValueDeprecation: true }))).body.errors).toBeUndefined();
  });

  it('leaves a cycle of fragments to validation, which names it', async () => {
    const { body } = await rig.ask('{ me { ...A } } fragment A on User { ...A }', { token });
    expect(body.errors[0].message).toContain('Cannot spread fragment "A" within itself');
  });
});
