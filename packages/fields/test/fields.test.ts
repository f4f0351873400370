import { expect, it } from '@jest/globals';
import { clearable, id, line, moment, oneOf, optional, text } from '../src/index.ts';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) => schema.safeParse(value).success;

it('trims text, and measures what is left', () => {
  expect(line(3).parse('  abc ')).toBe('abc');
  expect(accepts(line(3), 'abcd')).toBe(false);
  expect(accepts(line(3), '   ')).toBe(false);
});

it('takes several lines as text, and no NUL in either', () => {
  expect(text(10).parse('a\nb')).toBe('a\nb');
  expect(accepts(line(10), 'a\nb')).toBe(false);
  for (const kind of [line(10), text(10)]) expect(accepts(kind, 'a\u0000b')).toBe(false);
});

it('takes the moments that a database can hold', () => {
  for (const [instant, isHeld] of [['0001-01-01T00:00:00Z', true], ['0000-12-31T23:59:59Z', false]] as const) {
    expect(accepts(moment, new Date(instant))).toBe(isHeld);
  }
});

it('takes null for what can be cleared or left out, and for nothing else', () => {
  expect(clearable(line(3)).parse(null)).toBeNull();
  expect(optional(line(3)).parse(null)).toBeUndefined();
  for (const kind of [line(3), text(3), id, moment, oneOf(['A', 'B'])]) expect(accepts(kind, null)).toBe(false);
});
