import type { LimitName } from '../../src/limits/limit-error.ts';

/** What an attacker sends, and how it has to be answered. */
export interface HostileRequest {
  readonly name: string;
  /** `tessera`: the public graph of this repository; `abstract`: one of interfaces and unions over three subgraphs. */
  readonly graph?: 'tessera' | 'abstract';
  readonly query?: string;
  readonly variables?: unknown;
  readonly operationName?: string;
  readonly extensions?: unknown;
  /** The body as it is, in place of the four above. */
  readonly body?: string;
  /** A GET in place of a POST: its search. */
  readonly search?: string;
  readonly role?: 'OWNER' | 'SUPERADMIN';
  readonly headers?: Readonly<Record<string, string>>;
  /** What each subgraph answers. Left out: it knows nothing. */
  readonly answer?: string;
  readonly expected: Expected;
}

/** A limit by its name (or whichever is met first), a code, or `answer`: it is legitimate, and runs. */
export type Expected = { readonly limit: LimitName | readonly LimitName[] } | { readonly code: string } | 'answer';

export interface Family {
  readonly name: string;
  readonly requests: readonly HostileRequest[];
}

/** What may be sent at most. */
export const MAX_BYTES = 100_000;

export function repeat(count: number, make: (at: number) => string, separator = ' '): string {
  return Array.from({ length: count }, (_, at) => make(at)).join(separator);
}

/** Wraps a text into itself, from the inside out. */
export function nest(levels: number, wrap: (inner: string, level: number) => string, core: string): string {
  let text = core;
  for (let level = 0; level < levels; level += 1) text = wrap(text, level);
  return text;
}

/** As often as fits into a request. */
export function fill(make: (at: number) => string, bytes = MAX_BYTES - 2_000): string {
  let text = '';
  for (let at = 0; ; at += 1) {
    const next = `${make(at)} `;
    if (text.length + next.length > bytes) return text;
    text += next;
  }
}
