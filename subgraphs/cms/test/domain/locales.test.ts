import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chainOf, localeCode, locales, type Locale } from '../../src/domain/locales.ts';

const list: Locale[] = [
  { code: 'en', fallback: null, isDefault: true },
  { code: 'de', fallback: null, isDefault: false },
  { code: 'de-AT', fallback: 'de', isDefault: false },
];

describe('the fallbacks of a locale', () => {
  it('are followed to their end, which is the default', () => {
    expect(chainOf(list, 'de-AT')).toEqual(['de-AT', 'de', 'en']);
    expect(chainOf(list, 'en')).toEqual(['en']);
    expect(chainOf(list, 'fr')).toEqual([]);
  });

  it('end, hold no locale twice, and end with the default, for every list that is accepted', () => {
    const codes = ['en', 'de', 'fr', 'it', 'es', 'pt'];
    const fallbacks = fc.array(fc.option(fc.nat(codes.length)), { minLength: codes.length, maxLength: codes.length });
    fc.assert(
      fc.property(fc.shuffledSubarray(codes, { minLength: 1 }), fallbacks, fc.nat(codes.length), (chosen, to, main) => {
        const nth = (index: number) => chosen[index % chosen.length]!;
        const given = chosen.map((code, index) => {
          const fallback = to[index] === null ? null : nth(to[index]!);
          return { code, fallback: fallback === code ? null : fallback, isDefault: code === nth(main) };
        });
        const accepted = locales.safeParse(given);
        // Many of them have circles, which are refused.
        fc.pre(accepted.success);
        for (const { code } of accepted.data) {
          const chain = chainOf(accepted.data, code);
          expect(chain[0]).toBe(code);
          expect(new Set(chain).size).toBe(chain.length);
          const last = accepted.data.find((each) => each.isDefault)!.code;
          expect(chain.at(-1) === last || chain.includes(last)).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['no default', [{ code: 'en' }]],
    ['two defaults', [{ code: 'en', isDefault: true }, { code: 'de', isDefault: true }]],
    ['one twice', [{ code: 'en', isDefault: true }, { code: 'EN' }]],
    ['an unknown fallback', [{ code: 'en', isDefault: true, fallback: 'fr' }]],
    ['a circle', [{ code: 'en', isDefault: true, fallback: 'de' }, { code: 'de', fallback: 'en' }]],
    ['none', []],
  ])('are refused with %s', (_what, given) => expect(locales.safeParse(given).success).toBe(false));
});

describe('a locale code', () => {
  it.each([['de-at', 'de-AT'], ['EN', 'en'], ['zh-hant-tw', 'zh-Hant-TW']])('%s is %s', (given, code) => expect(localeCode.parse(given)).toBe(code));
  it.each(['', 'x', 'de_AT', 'german!', '\u0000'])('%j is refused', (given) => expect(localeCode.safeParse(given).success).toBe(false));
});
