import { compile } from 'proxy-addr';
import { z } from 'zod';
import type { PortRange } from '../terminal/ports.ts';

/** The kinds of value a setting can have. Messages read on after the setting's name. */

const text = () => z.string({ error: 'is missing' });

/** A whole number from `min` to `max`, both included. */
export function wholeNumber(min: number, max: number) {
  return text().transform((value, context) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    context.addIssue(`must be a whole number from ${min} to ${max}`);
    return z.NEVER;
  });
}

/** A rate that lasts, and how much of it may come at once. */
export interface RateSetting {
  readonly perSecond: number;
  readonly burst: number;
}

/** `<a second>/<at once>`, e.g. `200/1000`; null for `off`. */
export function rate() {
  return text().transform((value, context): RateSetting | null => {
    if (value === 'off') return null;
    const [, perSecond, burst] = /^(\d{1,9}(?:\.\d{1,6})?)\/(\d{1,9})$/.exec(value)?.map(Number) ?? [];
    if (perSecond && burst) return { perSecond, burst };
    context.addIssue('must be what is allowed a second and at once, e.g. 200/1000, or off');
    return z.NEVER;
  });
}

export const port = () => wholeNumber(1, 65_535);

/** A range of ports, both ends in it, e.g. `20000-20999`. */
export function portRange() {
  const error = 'must be two ports, the lower first, e.g. 20000-20999, at least 100 apart';
  return text().transform((value, context): PortRange => {
    const [, lowest, highest] = /^(\d{1,5})-(\d{1,5})$/.exec(value)?.map(Number) ?? [];
    if (lowest !== undefined && highest !== undefined && lowest > 0 && highest <= 65_535 && highest - lowest >= 100) {
      return { lowest, highest };
    }
    context.addIssue(error);
    return z.NEVER;
  });
}

export function onOff() {
  return z.enum(['0', '1'], { error: 'must be 0 or 1' }).transform((value) => value === '1');
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

/** What PostgreSQL takes as a name without quotes. */
export function identifier(maxLength: number) {
  const shape = new RegExp(`^[a-z_][a-z0-9_]{0,${maxLength - 1}}$`);
  return text().regex(shape, `must be lower-case letters, digits and underscores, at most ${maxLength}`);
}

/** A URL with one of these protocols, e.g. `postgresql:`. */
export function url(...protocols: readonly string[]) {
  return text().refine((value) => protocols.includes(parseUrl(value)?.protocol ?? ''), {
    error: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
}

/** Origins as browsers send them (`https://app.example.com`), separated by commas. */
export function origins() {
  return text().transform((value, context) => {
    const list = value.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
    const wrong = list.filter((entry) => parseUrl(entry)?.origin !== entry);
    if (wrong.length === 0) return list;
    context.addIssue(`must be origins such as https://app.example.com, without a path; wrong: ${wrong.join(', ')}`);
    return z.NEVER;
  });
}

/** Addresses and networks, separated by commas. */
export function networks() {
  return text().transform((value, context) => {
    const list = value.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
    const wrong = list.filter((entry) => !isNetwork(entry));
    if (wrong.length === 0) return list;
    context.addIssue(
      `must be addresses or networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal; wrong: ${wrong.join(', ')}`,
    );
    return z.NEVER;
  });
}

function isNetwork(value: string): boolean {
  try {
    compile(value);
    return true;
  } catch {
    return false;
  }
}

/** `name=value` pairs separated by commas; `accepts` checks each value. */
export function pairs(shape: string, accepts: (value: string) => boolean) {
  return text().transform((value, context) => {
    const entries = value.split(',').map((entry) => entry.trim().split(/=(.*)/s).slice(0, 2));
    const sound = entries.every(([name = '', target = '']) => /^[a-z][a-z0-9-]*$/.test(name) && accepts(target));
    if (sound) return Object.fromEntries(entries) as Record<string, string>;
    context.addIssue(`must be ${shape} for each service, separated by commas`);
    return z.NEVER;
  });
}

export const hostAndPort = () => pairs('name=host:port', (value) => /^[^\s:/]+:\d{1,5}$/.test(value));
export const httpUrls = () =>
  pairs('name=http://host:port/graphql', (value) => /^https?:$/.test(parseUrl(value)?.protocol ?? ''));

/** 32 bytes or more as base64url or hex. */
export function rootKey() {
  return text().transform((value, context) => {
    const bytes = Buffer.from(value, /^[0-9a-fA-F]{64,}$/.test(value) ? 'hex' : 'base64url');
    if (/^[\w+/=-]+$/.test(value) && bytes.length >= 32) return new Uint8Array(bytes);
    context.addIssue('must be 32 random bytes or more in base64url or hex, e.g. from `openssl rand -hex 32`');
    return z.NEVER;
  });
}

function parseUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}
