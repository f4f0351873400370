import { z } from 'zod';

/** A locale of a tenant. */
export interface Locale {
  readonly code: string;
  readonly fallback: string | null;
  readonly isDefault: boolean;
}

const FIRST_LOCALE: Locale = { code: 'en', fallback: null, isDefault: true };

/** What a tenant has that never chose. */
export const FIRST_LOCALES: readonly Locale[] = [FIRST_LOCALE];

/** A language tag in its canonical form (BCP 47): `de-at` is `de-AT`. */
export const localeCode = z.string().transform((value, context) => {
  const code = canonical(value);
  if (code && code.length <= 35) return code;
  context.addIssue('It is not a language tag of BCP 47, such as de or de-AT.');
  return z.NEVER;
});

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

const locale = z.strictObject({
  code: localeCode,
  fallback: localeCode.nullish().transform((value) => value ?? null),
  isDefault: z.boolean().nullish().transform((value) => value ?? false),
});

/** All locales of a tenant: one default, every chain of fallbacks has an end. */
export const locales = z
  .array(locale)
  .min(1, 'Give at least one locale.')
  .max(50, 'There are more than 50 locales.')
  .superRefine((list, context) => {
    const problem = problemOf(list);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

export type LocaleInput = z.input<typeof locale>;

function problemOf(list: readonly Locale[]): string | null {
  const codes = list.map(({ code }) => code);
  if (new Set(codes).size < codes.length) return 'A locale is given twice.';
  if (list.filter(({ isDefault }) => isDefault).length !== 1) return 'Make exactly one locale the default.';
  const unknown = list.find(({ fallback }) => fallback !== null && !codes.includes(fallback));
  if (unknown) return `${unknown.code} falls back on ${unknown.fallback}, which is not in the list.`;
  const circular = list.find(({ code }) => isCircular(list, code));
  return circular ? `The fallbacks of ${circular.code} lead back to it.` : null;
}

function isCircular(list: readonly Locale[], start: string): boolean {
  const seen = new Set<string>();
  let code: string | null | undefined = start;
  while (code) {
    if (seen.has(code)) return true;
    seen.add(code);
    code = list.find((each) => each.code === code)?.fallback;
  }
  return false;
}

/** The locale and its fallbacks in the order in which they are tried; at the end the default. Empty: no such locale. */
export function chainOf(list: readonly Locale[], code: string): string[] {
  const chain: string[] = [];
  let next: string | null | undefined = list.find((each) => each.code === code)?.code;
  while (next && !chain.includes(next)) {
    chain.push(next);
    next = list.find((each) => each.code === chain.at(-1))?.fallback;
  }
  const last = defaultOf(list);
  return chain.length === 0 || chain.includes(last) ? chain : [...chain, last];
}

/** The code of the default locale. */
export function defaultOf(list: readonly Locale[]): string {
  return list.find(({ isDefault }) => isDefault)?.code ?? FIRST_LOCALE.code;
}
