import { badInput } from '@tessera/errors';
import { isCountry, isEmail, isLocale, isPhone, isTimeZone, isWebsite } from '../domain/contact.ts';
import { slugProblem } from '../domain/slug.ts';

/** Checks one value and gives it as it is stored. @throws AppError BAD_USER_INPUT */
type Check = (field: string, value: string) => string;

/** Checks a value that an update may leave out (undefined) but not remove. */
export function required(check: Check, field: string, value: string | null | undefined): string | undefined {
  if (value === null) throw badInput(field, `\`${field}\` cannot be removed. Leave it out to keep it.`);
  return value === undefined ? undefined : check(field, value);
}

/** Checks a value that may be left out (undefined) or removed (null). */
export function optional(check: Check, field: string, value: string | null | undefined): string | null | undefined {
  return value === null || value === undefined ? value : check(field, value);
}

/** A line of text without surrounding space, of 1 to `longest` characters. */
export function line(longest: number): Check {
  return (field, value) => {
    const text = value.trim();
    const isLine = text.length > 0 && text.length <= longest && !/\p{Cc}/u.test(text);
    if (!isLine) throw badInput(field, `\`${field}\` is one line of 1 to ${longest} characters.`);
    return text;
  };
}

export const slug: Check = (field, value) => {
  const problem = slugProblem(value);
  if (problem) throw badInput(field, problem);
  return value;
};

/** E-mail addresses are compared without regard to case, and so are kept in lower case. */
export const email: Check = (field, value) => {
  const address = value.trim().toLowerCase();
  return passing(isEmail(address), address, field, 'is an e-mail address, for example `ada@acme.example`');
};

export const phone: Check = (field, value) => {
  const number = value.trim();
  return passing(isPhone(number), number, field, 'is a phone number with country code, for example `+41 44 123 45 67`');
};

export const country: Check = (field, value) => {
  const code = value.trim().toUpperCase();
  return passing(isCountry(code), code, field, 'is a country code of ISO 3166-1 alpha-2, for example `CH`');
};

export const website: Check = (field, value) =>
  passing(isWebsite(value), value, field, 'is an http or https address, for example `https://acme.example`');

export const locale: Check = (field, value) =>
  passing(isLocale(value), value, field, 'is a language tag of BCP 47, for example `de-CH`');

export const timeZone: Check = (field, value) =>
  passing(isTimeZone(value), value, field, 'is an IANA time zone, for example `Europe/Zurich`');

function passing(holds: boolean, value: string, field: string, meaning: string): string {
  if (!holds) throw badInput(field, `\`${field}\` ${meaning}.`);
  return value;
}
