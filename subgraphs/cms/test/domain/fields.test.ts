import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contentFields, type ContentField } from '../../src/domain/content-field.ts';
import { validatorOf } from '../../src/domain/data-schema.ts';
import { claimsOf, cleaned, mediaIn, merged, problemsOf, referencesIn } from '../../src/domain/item-data.ts';
import { mediaInRichText, sanitizeRichText } from '../../src/domain/rich-text.ts';
import { patternProblem } from '../../src/domain/safe-pattern.ts';
import { slugOf } from '../../src/domain/text.ts';

const fields = (...list: object[]): ContentField[] => contentFields.parse(list);
const refusalOf = (...list: object[]) => contentFields.safeParse(list).error?.issues[0]?.path.join('.');

describe('the fields of a type', () => {
  it.each([
    [{ name: '1st', kind: 'TEXT' }, '0.name'],
    [{ name: 'a b', kind: 'TEXT' }, '0.name'],
    [{ name: 'a', kind: 'SELECT' }, '0.options'],
    [{ name: 'a', kind: 'SELECT', options: ['x', 'x'] }, '0.options'],
    [{ name: 'a', kind: 'TEXT', options: ['x'] }, '0.options'],
    [{ name: 'a', kind: 'LIST' }, '0.of'],
    [{ name: 'a', kind: 'LIST', of: 'LIST' }, '0.of'],
    [{ name: 'a', kind: 'TEXT', of: 'TEXT' }, '0.of'],
    [{ name: 'a', kind: 'NUMBER', pattern: 'x' }, '0.pattern'],
    [{ name: 'a', kind: 'TEXT', pattern: '(' }, '0.pattern'],
    [{ name: 'a', kind: 'RICH_TEXT', unique: true }, '0.unique'],
    [{ name: 'a', kind: 'BOOLEAN', min: 1 }, '0.min'],
    [{ name: 'a', kind: 'TEXT', min: -1 }, '0.min'],
    [{ name: 'a', kind: 'TEXT', min: 3, max: 2 }, '0.max'],
    [{ name: 'a', kind: 'TEXT', types: ['author'] }, '0.types'],
  ])('%j is refused at %s', (field, place) => expect(refusalOf(field)).toBe(place));

  it('have names of their own', () => {
    expect(refusalOf({ name: 'a', kind: 'TEXT' }, { name: 'a', kind: 'NUMBER' })).toBe('1.name');
  });
});

describe('data', () => {
  const all = fields(
    { name: 'title', kind: 'TEXT', required: true, min: 2, max: 10 },
    { name: 'code', kind: 'TEXT', pattern: '^[A-Z]{3}$' },
    { name: 'body', kind: 'RICH_TEXT' },
    { name: 'price', kind: 'NUMBER', min: 0, max: 9.5 },
    { name: 'on', kind: 'BOOLEAN' },
    { name: 'day', kind: 'DATE' },
    { name: 'author', kind: 'REFERENCE', types: ['author'] },
    { name: 'colour', kind: 'SELECT', options: ['red', 'blue'] },
    { name: 'tags', kind: 'LIST', of: 'TEXT', required: true, max: 2 },
    { name: 'related', kind: 'LIST', of: 'REFERENCE' },
  );
  const id = '0199aaaa-0000-7000-8000-000000000001';
  const sound = { title: 'Hello', code: 'ABC', body: '<p>x</p>', price: 9.5, on: false, day: '2026-02-28', author: id, colour: 'red', tags: ['a'], related: [id] };
  const pathsOf = (data: object, completeness: 'draft' | 'complete' = 'complete') =>
    problemsOf(all, data as Record<string, unknown>, completeness).map(({ path }) => path);

  it('that says all that is asked for is sound', () => expect(pathsOf(sound)).toEqual([]));

  it.each([
    [{ title: 'H' }, ['data.title']],
    [{ title: 'x'.repeat(11) }, ['data.title']],
    [{ code: 'abc' }, ['data.code']],
    [{ price: -1 }, ['data.price']],
    [{ price: '1' }, ['data.price']],
    [{ on: 'yes' }, ['data.on']],
    [{ day: '2026-02-30' }, ['data.day']],
    [{ author: 'me' }, ['data.author']],
    [{ colour: 'green' }, ['data.colour']],
    [{ tags: ['a', 2] }, ['data.tags.1']],
    [{ tags: ['a', 'b', 'c'] }, ['data.tags']],
    [{ related: ['x'] }, ['data.related.0']],
    [{ unknown: 1 }, ['data.unknown']],
    [{ constructor: 1 }, ['data.constructor']],
    [{ title: '\ud800' }, ['data.title', 'data']],
  ])('%j is refused at its place', (wrong, paths) => {
    expect(paths).toEqual(expect.arrayContaining(pathsOf({ ...sound, ...wrong })));
    expect(pathsOf({ ...sound, ...wrong })).not.toEqual([]);
  });

  it('may lack in a draft what has to be there in the end', () => {
    expect(pathsOf({}, 'draft')).toEqual([]);
    expect(pathsOf({}).toSorted()).toEqual(['data.tags', 'data.title']);
    expect(pathsOf({ ...sound, tags: [] })).toEqual(['data.tags']);
  });

  it('names its references in the order of the fields', () => {
    expect(referencesIn(all, sound).map(({ path }) => path)).toEqual(['data.author', 'data.related.0']);
  });

  it('claims its slug and its unique values, long ones by their hash', () => {
    const unique = fields({ name: 'sku', kind: 'TEXT', unique: true });
    expect(claimsOf(unique, 's', { sku: 'A' })).toEqual([{ field: 'slug', value: 's' }, { field: 'data.sku', value: '"A"' }]);
    expect(claimsOf(unique, 's', { sku: 'x'.repeat(5000) })[1]?.value).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(claimsOf(unique, 's', {})).toHaveLength(1);
  });

  it('is changed by what is named, and null removes', () => {
    expect(merged({ a: 1, b: 2 }, { b: null, c: 3 })).toEqual({ a: 1, c: 3 });
  });

  it('has a validator that is compiled once for the same fields', () => {
    expect(validatorOf(fields({ name: 'a', kind: 'TEXT' }), 'draft')).toBe(validatorOf(fields({ name: 'a', kind: 'TEXT' }), 'draft'));
  });
});

describe('rich text', () => {
  it.each([
    ['<script>x</script>a', 'a'],
    ['<img src=x onerror=alert(1)>', '<img src="x" />'],
    ['<img src="data:text/html,x">', '<img />'],
    ['<a href=" javascript:alert(1)">a</a>', '<a rel="noopener nofollow">a</a>'],
    ['<iframe src="https://x"></iframe><svg onload=x></svg>', ''],
    ['<p style="position:fixed" class="x">a</p>', '<p>a</p>'],
    ['<h2>Title</h2><ul><li>One</li></ul>', '<h2>Title</h2><ul><li>One</li></ul>'],
  ])('%s is kept as %s', (html, kept) => expect(sanitizeRichText(html)).toBe(kept));

  it('tells which files of the tenant it shows or links to, each once', () => {
    const [tenant, other] = ['0199aaaa-0000-7000-8000-000000000001', '0199aaaa-0000-7000-8000-000000000002'];
    const file = '0199aaaa-0000-7000-8000-00000000000f';
    const at = (owner: string, id: string, host = '') => `<img src="${host}/media/files/${owner}/${id}/thumb/AAAA">`;
    const html = [at(tenant, file), at(tenant, file, 'https://cdn.example.com'), at(other, file), at(tenant, 'x'.repeat(36)), '/media/files/'].join('');
    expect(mediaInRichText(html, tenant)).toEqual([file]);
    fc.assert(fc.property(fc.string(), (text) => expect(mediaInRichText(text, tenant)).toEqual([])));
    const list = fields({ name: 'parts', kind: 'LIST', of: 'RICH_TEXT' }, { name: 'cover', kind: 'MEDIA' });
    const held = mediaIn(list, { parts: ['', at(tenant, file)], cover: other }, tenant);
    expect(held.map(({ path, id }) => [path, id])).toEqual([['data.cover', other], ['data.parts.1', file]]);
  });

  it('is cleaned in lists, too, and once is enough', () => {
    const list = fields({ name: 'parts', kind: 'LIST', of: 'RICH_TEXT' });
    expect(cleaned(list, { parts: ['<b onclick=x>a</b>', 5] })).toEqual({ parts: ['<b>a</b>', 5] });
    fc.assert(fc.property(fc.string(), (html) => expect(sanitizeRichText(sanitizeRichText(html))).toBe(sanitizeRichText(html))));
  });
});

describe('a pattern', () => {
  it.each(['^[A-Z]{3}-\\d{4}$', '^a+b*$', '^(?:ab)+$', '^[a-z]+@[a-z]+\\.[a-z]+$', '^(red|blue)$', '\\(\\d{3}\\) \\d+', '^[+*]$'])(
    '%s is taken',
    (pattern) => expect(patternProblem(pattern)).toBeNull(),
  );

  it.each(['(a+)+$', '^(a|a)*$', '(?:a*)*', '((a{1,30}){1,30})', '(?=a)a', '(?<!a)b', '(a)\\1', '(?<n>a)\\k<n>', '.*.*.*.*x', 'a'.repeat(201), '(?:a?){50}', '('])(
    '%s is refused',
    (pattern) => expect(patternProblem(pattern)).not.toBeNull(),
  );

  it('that is taken is matched within a moment, whatever the text', () => {
    const parts = fc.constantFrom('a', 'b', '[ab]', '.', 'a+', '[ab]*', '.+', 'a{2,}', 'b?', '(?:ab)+', '(?:a|b)', '^', '$');
    const patterns = fc.array(parts, { minLength: 1, maxLength: 8 }).map((list) => list.join('')).filter((pattern) => patternProblem(pattern) === null);
    fc.assert(
      fc.property(patterns, (pattern) => {
        // Exponential matching would never end; the context ends it, and throws.
        const match = (text: string) => runInNewContext('new RegExp(pattern, "u").test(text)', { pattern, text }, { timeout: 20_000 }) as boolean;
        for (const text of ['a'.repeat(256), 'ab'.repeat(128), `${'a'.repeat(255)}!`]) expect([true, false]).toContain(match(text));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a slug made of a title', () => {
  it.each([
    ['Hello, World!', 'hello-world'],
    ['Größe & Maß', 'grosse-mass'],
    ['  Éclair 2 ', 'eclair-2'],
    ['日本', null],
  ])('%s becomes %s', (title, slug) => expect(slugOf(title)).toBe(slug));

  it('is one that is accepted', () => {
    fc.assert(fc.property(fc.string(), (title) => expect(slugOf(title) ?? 'a').toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)));
  });
});
