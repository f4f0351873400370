import { describe, expect, it } from '@jest/globals';
import { outage, shape } from './support/shape.ts';

/** What becomes of one field's value, and of what message. */
function valueOf(field: string, value: unknown) {
  const { data, errors } = shape(`{ hero { ${field} } }`, { hero: { [field]: value } });
  return { text: data.slice(`{"hero":{"${field}":`.length, -2), messages: errors.map(({ message }) => message) };
}

describe('texts', () => {
  it.each([
    ['nothing to escape', 'Ada Lovelace, 1815 – 1852, 漢字 😀 \u007f\u2028'],
    ['quotation marks', 'the "first" one'],
    ['backslashes', 'a\\b\\'],
    ['control characters', '\u0000\b\t\n\f\r\u001f'],
    ['lone surrogates', 'high \ud83d, low \ude00'],
    ['length', `${'long '.repeat(1_000)}"`],
    ['emptiness', ''],
  ])('are written as JSON.stringify writes them: %s', (_, text) => {
    const data = { hero: { name: text, id: text, notes: text, age: 1, tags: [text, text] } };
    const query = '{ hero { name id age notes tags } }';
    const { name, id, age, notes, tags } = data.hero;
    expect(shape(query, data).data).toBe(JSON.stringify({ hero: { name, id, age, notes, tags } }));
  });

  it('are copied as they are where nothing that was read held an escape', () => {
    const query = '{ hero { name id friends { name __typename } age } label }';
    const data = { hero: { name: 'Ada', id: 'é', friends: [], age: 1 }, label: '' };
    expect(shape(query, data, { isPlain: true }).data).toBe(JSON.stringify(data));
  });
});

describe('values of the kind that the schema says', () => {
  it.each([
    ['age', 0, '0'],
    ['age', -0, '0'],
    ['age', 2 ** 31 - 1, '2147483647'],
    ['age', -(2 ** 31), '-2147483648'],
    ['height', 1e21, '1e+21'],
    ['height', 5e-324, '5e-324'],
    ['height', -0, '0'],
    ['height', 3, '3'],
    ['awake', false, 'false'],
    ['id', 42, '"42"'],
    ['role', 'COOK', '"COOK"'],
    ['notes', { toJSON: 1, deep: [null, { a: '"' }] }, '{"toJSON":1,"deep":[null,{"a":"\\""}]}'],
    ['notes', false, 'false'],
    ['notes', [], '[]'],
    ['grid', [[1, 2], null, []], '[[1,2],null,[]]'],
  ])('%s: %j', (field, value, text) => {
    expect(valueOf(field, value)).toEqual({ text, messages: [] });
  });
});

describe('values of another kind are null, with an error', () => {
  it.each([
    ['age', '36', 'Int cannot represent non-integer value: "36"'],
    ['age', 1.5, 'Int cannot represent non-integer value: 1.5'],
    ['age', 2 ** 31, 'Int cannot represent non 32-bit signed integer value: 2147483648'],
    ['height', Infinity, 'Float cannot represent non numeric value: Infinity'],
    ['height', '1.8', 'Float cannot represent non numeric value: "1.8"'],
    ['awake', 1, 'Boolean cannot represent a non boolean value: 1'],
    ['role', 'SPY', 'Enum "Role" cannot represent the value of Hero.role.'],
    ['role', 7, 'Enum "Role" cannot represent the value of Hero.role.'],
    ['role', 'toString', 'Enum "Role" cannot represent the value of Hero.role.'],
    ['grid', { 0: [1] }, 'Expected Iterable, but did not find one for field "Hero.grid".'],
    ['grid', '[[1]]', 'Expected Iterable, but did not find one for field "Hero.grid".'],
    ['rival', [{ id: 'h2' }], 'Expected an object, but did not find one for field "Hero.rival".'],
    ['rival', 'h2', 'Expected an object, but did not find one for field "Hero.rival".'],
  ])('%s: %j', (field, value, message) => {
    const selection = field === 'rival' ? 'rival { id }' : field;
    const { data, errors } = shape(`{ hero { ${selection} } }`, { hero: { [field]: value } });
    expect(data).toBe(`{"hero":{"${field}":null}}`);
    const extensions = { code: 'INTERNAL_SERVER_ERROR' };
    expect(errors).toEqual([{ message, path: ['hero', field], locations: [{ line: 1, column: 10 }], extensions }]);
  });

  it('takes what is in the way with it, and tells of the value alone', () => {
    const { data, errors } = shape('{ hero { name } }', { hero: { name: {} } });
    expect(data).toBe('{"hero":null}');
    expect(errors).toMatchObject([{ message: 'String cannot represent a non string value: {}', path: ['hero', 'name'] }]);
  });

  it('tells of a wrong value beside the errors that were gathered', () => {
    const { errors } = shape('{ hero { age } }', { hero: { age: 'old' } }, { errors: [outage(['hero'])] });
    expect(errors.map(({ path }) => path)).toEqual([['hero'], ['hero', 'age']]);
  });
});

it('does not fall over JSON that is nested deeper than JSON.stringify goes', () => {
  const notes: unknown = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
  const { data, errors } = shape('{ hero { notes age } }', { hero: { notes, age: 1 } });
  expect(data).toBe('{"hero":{"notes":null,"age":1}}');
  expect(errors).toMatchObject([{ message: 'JSON cannot represent the value of Hero.notes.', path: ['hero', 'notes'] }]);
});
