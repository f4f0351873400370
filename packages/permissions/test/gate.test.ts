import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { Identity } from '@tessera/identity';
import { libraryGate, member, publicGate } from './library.ts';

const gate = libraryGate();

function check(source: string, identity: Identity | null, variables?: Record<string, unknown>, name?: string) {
  return gate.compile(parse(source), name).check(identity, variables);
}

describe('the gate', () => {
  it('lets pass what the table allows', () => {
    expect(check('{ books { title loans { totalCount } } }', member('VIEWER'))).toBeNull();
    expect(check('{ open }', null)).toBeNull();
  });

  it('tells a caller without a session from one without the right', () => {
    expect(check('{ books { title } }', null)).toMatchObject({ code: 'UNAUTHENTICATED', coordinate: 'Query.books' });
    expect(check('mutation { purge }', member('OWNER'))).toMatchObject({ code: 'FORBIDDEN', coordinate: 'Mutation.purge' });
  });

  it('refuses a nested field by its own rule and names its response path', () => {
    const refusal = check('{ all: books { cost: price } }', member('MEMBER'));
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', coordinate: 'Book.price', path: ['all', 'cost'] });
  });

  it('follows fragments, in any depth and in a circle', () => {
    const source = 'query { books { ...A } } fragment A on Book { title ...B } fragment B on Book { ...A secret }';
    expect(check(source, member('OWNER'))).toMatchObject({ coordinate: 'Book.secret' });
  });

  it('expands an interface to every type that it can be', () => {
    expect(check('{ titled { title } }', null)).toMatchObject({ code: 'UNAUTHENTICATED', coordinate: 'Film.title' });
    expect(check('{ titled { ... on Book { title } } }', null)).toBeNull();
    expect(check('{ titled { ... on Titled { price } } }', member('VIEWER'))).toMatchObject({ coordinate: 'Book.price' });
  });

  it('asks of a union only the members that a fragment names', () => {
    expect(check('{ hits { ... on Film { director } } }', member('VIEWER'))).toBeNull();
    expect(check('{ hits { ... on Film { director } ... on Loan { reader } } }', member('VIEWER'))).toMatchObject({
      coordinate: 'Loan.reader',
    });
  });

  it('goes from interface to union and back, and on through fragments without a type of their own', () => {
    const through = (inner: string) => `{ titled { ... on Titled { self { ... { ... on Book { hits { ${inner} } } } } } } }`;
    expect(check(through('... on Titled { price }'), member('MEMBER'))).toMatchObject({
      coordinate: 'Book.price',
      path: ['titled', 'self', 'hits', 'price'],
    });
    expect(check(through('... on Film { price }'), member('MEMBER'))).toBeNull();
  });

  it('lets no alias pass for another field', () => {
    for (const alias of ['_entities', '_service', '__typename', '__schema', 'open', 'title', 'constructor', '__proto__']) {
      expect(check(`{ open books { ${alias}: secret } }`, member('OWNER'))).toMatchObject({
        coordinate: 'Book.secret',
        path: ['books', alias],
      });
      expect(check(`{ ${alias}: noRule }`, member('OWNER'))).toMatchObject({ coordinate: 'Query.noRule', path: [alias] });
    }
  });

  it('covers what is reached through _entities by any name', () => {
    const source = `query ($r: [_Any!]!) {
      open: _entities(representations: $r) { ...Titles }
    }
    fragment Titles on _Entity { ... on Titled { title ... on Book { loans { nodes { book { secret } } } } } }`;
    expect(check(source, member('OWNER'), { r: [] })).toMatchObject({ coordinate: 'Book.secret' });
    expect(check(source.replace('secret', 'title'), member('OWNER'), { r: [] })).toBeNull();
    expect(check(source.replace('secret', 'title'), null, { r: [] })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('has no _entities and no _service where clients are', () => {
    const refused = (source: string) => publicGate().compile(parse(source)).check(member('SUPERADMIN'), { r: [] });
    expect(refused('query ($r: [_Any!]!) { open: _entities(representations: $r) { __typename } }')).toMatchObject({
      coordinate: 'Query._entities',
    });
    expect(refused('{ open: _service { sdl } }')).toMatchObject({ coordinate: 'Query._service' });
  });

  it('covers what is reached through _entities', () => {
    const source = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Book { price } } }';
    expect(check(source, member('AUDITOR'), { r: [] })).toMatchObject({ coordinate: 'Book.price' });
    expect(check(source, member('ADMIN'), { r: [] })).toBeNull();
  });

  it('does not ask what a literal @skip or @include leaves out', () => {
    expect(check('{ open books @skip(if: true) { secret } }', null)).toBeNull();
    expect(check('{ open ... @include(if: false) { books { title } } }', null)).toBeNull();
    expect(check('{ open books @skip(if: false) @include(if: true) { title } }', null)).not.toBeNull();
  });

  it('decides @skip and @include by the value of a variable, or its default', () => {
    const source = 'query ($with: Boolean! = true) { open books @include(if: $with) { title } }';
    expect(check(source, null, { with: false })).toBeNull();
    expect(check(source, null, {})).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(check(source.replace('= true', '= false'), null)).toBeNull();
  });

  it('decides where both are, by both, whatever they are written on', () => {
    const source = `query ($skip: Boolean = false, $include: Boolean = true) {
      open ...F @skip(if: $skip) @include(if: $include)
    } fragment F on Query { ... @include(if: $include) { books @skip(if: $skip) { secret } } }`;
    expect(check(source, member('OWNER'))).toMatchObject({ coordinate: 'Book.secret' });
    expect(check(source, member('OWNER'), { skip: true })).toBeNull();
    expect(check(source, member('OWNER'), { include: false })).toBeNull();
    expect(check(source, member('OWNER'), { skip: null })).not.toBeNull();
    expect(check(source, member('OWNER'), { skip: false, include: true })).not.toBeNull();
  });

  it('hides no introspection in a fragment, behind an alias or a condition that holds', () => {
    const closed = publicGate();
    const refused = (source: string) => closed.compile(parse(source)).check(member('SUPERADMIN'), { yes: true });
    for (const source of [
      '{ open: __schema { types { name } } }',
      '{ ... { ...F } } fragment F on Query { __type(name: "Book") { name } }',
      'query ($yes: Boolean!) { open @skip(if: $yes) __schema @include(if: $yes) { types { name } } }',
    ]) {
      expect(refused(source)).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('switched off') });
    }
  });

  it('asks a fragment that is spread both with and without a condition', () => {
    const source = `query ($no: Boolean! = true) { books { ...S @skip(if: $no) } again: books { ...S } } fragment S on Book { secret }`;
    expect(check(source, member('OWNER'))).toMatchObject({ coordinate: 'Book.secret' });
  });

  it('asks rules about arguments with literal, variable, nested and default values', () => {
    const add = (input: string) => check(`mutation { addBook(input: ${input}) { title } }`, member('MEMBER'));
    expect(add('{ title: "Emma" }')).toBeNull();
    expect(add('{ price: 3 }')?.message).toContain('`input.price`');
    expect(add('{ price: null }')?.message).toContain('`input.price`');
    expect(add('{ tags: [{ label: "a" }, { label: "b", hidden: true }] }')?.message).toContain('`input.tags.hidden`');

    const source = 'mutation ($input: BookInput!, $p: Int = 4) { a: addBook(input: $input) { title } b: addBook(input: {price: $p}) { title } }';
    expect(check(source, member('OWNER'), { input: { price: 3 } })).toBeNull();
    expect(check(source, member('MEMBER'), { input: {} })).toMatchObject({ path: ['b'] });
    expect(check(source.replace(' = 4', ''), member('MEMBER'), { input: {} })).toBeNull();
  });

  it('names the roles for which a field or an argument is', () => {
    expect(check('{ books { price } }', member('VIEWER'))?.message).toBe(
      'Your role does not allow Book.price. It is for OWNER, ADMIN and SUPERADMIN.',
    );
    expect(check('mutation { addBook(input: { price: 3 }) { title } }', member('MEMBER'))?.message).toBe(
      'Your role does not allow `input.price` of Mutation.addBook. It is for OWNER and SUPERADMIN.',
    );
    expect(check('{ books { secret } }', member('SUPERADMIN'))?.message).toBe('Book.secret is closed to every role.');
  });

  it('refuses variables that do not fit the schema where a rule looks at them', () => {
    const source = 'mutation ($input: BookInput!) { addBook(input: $input) { title } }';
    expect(check(source, member('OWNER'), { input: { colour: 'red' } })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('tells a SUPERADMIN outside a tenant how to enter one', () => {
    const outside = member('SUPERADMIN', { tenantId: null });
    expect(check('{ hits { ... on Book { title } } }', outside)).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('enterTenant(tenantId, reason)'),
    });
    expect(check('{ hits { ... on Book { title } } }', member('SUPERADMIN'))).toBeNull();
  });

  it('holds an API key to its scopes, whatever its role', () => {
    expect(check('{ books { id } }', member('VIEWER', { scopes: ['books:read'] }))).toBeNull();
    expect(check('{ books { id } }', member('OWNER', { scopes: ['loans:read'] }))?.message).toContain('`books:read`');
    expect(check('{ films { id } }', member('OWNER', { scopes: ['books:read'] }))?.message).toContain('closed to API keys');
  });

  it('tells the anonymous how to be let in', () => {
    expect(check('{ films { id } }', null)?.message).toBe('Log in to use Query.films.');
    expect(check('{ books { id } }', null)?.message).toBe('Log in, or send an API key of the scope `books:read`, to use Query.books.');
  });

  it('holds whoever acts in a tenant to what its plan has, and names both', () => {
    const plan = (name: string | null, ...features: string[]) => ({ plan: { name, features } });
    const director = (caller: Identity) => check('{ films { director } }', caller);
    expect(director(member('OWNER', plan('Large', 'cinema', 'lending')))).toBeNull();
    expect(director(member('OWNER', plan('Small', 'lending')))).toMatchObject({
      code: 'ENTITLEMENT_REQUIRED',
      coordinate: 'Film.director',
      message: expect.stringMatching(/^The plan Small has no cinema, /),
    });
    expect(director(member('OWNER', plan(null)))?.message).toMatch(/^This tenant has no plan, and so no cinema, /);
    expect(director(member('SUPERADMIN', plan('Small')))).toMatchObject({ code: 'ENTITLEMENT_REQUIRED' });
  });

  it('tells of a missing right before a missing feature, and refuses nothing where no plan is known', () => {
    const small = { plan: { name: 'Small', features: [] } };
    expect(check('{ books { loans { totalCount } } }', member('OWNER', { ...small, scopes: ['books:read'] }))).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('`loans:read`'),
    });
    expect(check('{ books { title } }', member('OWNER', small))).toBeNull();
    expect(check('{ films { director } }', member('VIEWER'))).toBeNull();
  });

  it('refuses fields without a rule, fields that are not there and, where off, introspection', () => {
    expect(check('{ noRule }', member('SUPERADMIN'))).toMatchObject({ code: 'FORBIDDEN', coordinate: 'Query.noRule' });
    expect(check('{ ghost }', member('SUPERADMIN'))).toMatchObject({ coordinate: 'Query.ghost' });
    expect(check('{ ... on Ghost { id } }', member('SUPERADMIN'))).not.toBeNull();
    expect(check('{ ...Ghost }', member('SUPERADMIN'))).not.toBeNull();
    expect(check('{ __schema { queryType { name } } __typename }', member('SUPERADMIN'))).not.toBeNull();
    const open = publicGate({ introspection: true }).compile(parse('{ __schema { queryType { name } } __typename }'));
    expect(open.check(null)).toBeNull();
  });

  it('checks the operation that is named and no other', () => {
    const source = 'query A { open } query B { books { secret } }';
    expect(check(source, null, {}, 'A')).toBeNull();
    expect(check(source, null, {}, 'B')).not.toBeNull();
    expect(() => check(source, null)).toThrow('operationName');
    expect(() => check(source, null, {}, 'C')).toThrow('"C"');
    expect(() => check('subscription { open }', null)).toThrow('no subscription');
  });

  it('stays in proportion to a document of fragments that double at every level', () => {
    const levels = Array.from({ length: 60 }, (_, level) => {
      const next = level === 59 ? 'secret' : `...F${level + 1} @include(if: $a) ...F${level + 1} @skip(if: $b)`;
      return `fragment F${level} on Book { self { ... on Book { ${next} } } }`;
    });
    const source = `query ($a: Boolean!, $b: Boolean!) { books { ...F0 } } ${levels.join(' ')}`;
    const started = performance.now();
    expect(check(source, member('OWNER'), { a: true, b: false })).toMatchObject({ coordinate: 'Book.secret' });
    expect(check(source, member('OWNER'), { a: false, b: true })).toBeNull();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
