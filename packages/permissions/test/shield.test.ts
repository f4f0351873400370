import { describe, expect, it } from '@jest/globals';
import { isAppError } from '@tessera/errors';
import type { Identity } from '@tessera/identity';
import { graphql } from 'graphql';
import { member, resolved, shieldedSchema } from './library.ts';
import { shieldMiddleware } from '../src/index.ts';

const schema = shieldedSchema();

async function run(source: string, identity: Identity | null, variableValues?: Record<string, unknown>) {
  resolved.clear();
  const { data, errors } = await graphql({ schema, source, variableValues, contextValue: { identity } });
  return { data: data as Record<string, unknown> | null, thrown: (errors ?? []).map((error) => error.originalError) };
}

const representations = [{ __typename: 'Book', id: '41' }];

describe("the subgraph's middleware", () => {
  it('refuses before a resolver runs', async () => {
    const { thrown } = await run('mutation { purge }', member('OWNER'));
    expect(thrown).toMatchObject([{ name: 'AppError', code: 'FORBIDDEN' }]);
    expect([...resolved]).toEqual([]);
  });

  it('denies a field that has no rule', async () => {
    const { data, thrown } = await run('{ noRule }', member('SUPERADMIN'));
    expect(data).toEqual({ noRule: null });
    expect(thrown).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('covers fields of entities, and leaves their reference resolvers working', async () => {
    const source = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Book { id price } } }';
    const allowed = await run(source, member('OWNER'), { r: representations });
    expect(allowed.data).toEqual({ _entities: [{ id: '41', price: 9 }] });
    const refused = await run(source, member('VIEWER'), { r: representations });
    expect(refused.data).toEqual({ _entities: [{ id: '41', price: null }] });
    expect(refused.thrown).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('answers _service, which composition tools read', async () => {
    const { data } = await run('{ _service { sdl } }', null);
    expect(data).toMatchObject({ _service: { sdl: expect.stringContaining('type Book') } });
  });

  it('asks the rule of the type that an interface or union turns out to be', async () => {
    const { data, thrown } = await run('{ titled { title __typename } }', null);
    expect(data).toEqual({ titled: [{ title: 'Emma', __typename: 'Book' }, { title: null, __typename: 'Film' }] });
    expect(thrown).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
  });

  it('passes on what a service refuses and masks what breaks', async () => {
    const refused = await run('{ missing }', null);
    expect(refused.thrown).toMatchObject([{ code: 'NOT_FOUND', message: 'There is no such book.' }]);
    const broken = await run('{ broken }', null);
    expect(broken.thrown).toMatchObject([{ code: 'INTERNAL_SERVER_ERROR' }]);
    expect(broken.thrown[0]?.message).not.toContain('10.0.0.7');
    expect((broken.thrown[0]?.cause as Error).message).toContain('10.0.0.7');
    expect(broken.thrown.every(isAppError)).toBe(true);
  });

  it('refuses to start with a rule for a field that the schema does not have', () => {
    expect(() => shieldMiddleware({ Query: { ghost: { who: 'anyone' } } }).generate(schema)).toThrow('ghost');
  });
});
