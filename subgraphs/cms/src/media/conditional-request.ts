import type { HttpRequest } from '@tessera/http';

/** Bytes from `start` to `end`, both included, from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How to answer: 200 all of it, 206 a part, 304 nothing since the client has it, 412 nothing, 416 no such part. */
export type Selection =
  | { readonly status: 200 | 304 | 412 | 416 }
  | { readonly status: 206; readonly range: ByteRange };

/**
 * What a GET or HEAD asks of a file whose bytes have a strong entity tag: its preconditions, and then its range, in the
 * order of RFC 9110, 13.2.2. A file has no date here, so that conditions on dates are as RFC 9110 has it without one:
 * `If-Modified-Since` and `If-Unmodified-Since` are ignored, and a date in `If-Range` never matches.
 */
export function select({ method, headers }: Pick<HttpRequest, 'method' | 'headers'>, etag: string, size: number): Selection {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch, range } = headers;
  if (ifMatch !== undefined && !lists(ifMatch, etag, isSame)) return { status: 412 };
  if (ifNoneMatch !== undefined && lists(ifNoneMatch, etag, isSameOrWeak)) return { status: 304 };
  const ifRange = headers['if-range'];
  // Only GET has ranges (RFC 9110, 14.2).
  if (method !== 'GET' || range === undefined || (ifRange !== undefined && ifRange !== etag)) return { status: 200 };
  return selectRange(range, size);
}

const isSame = (tag: string, etag: string) => tag === etag;
const isSameOrWeak = (tag: string, etag: string) => tag === etag || tag === `W/${etag}`;

function lists(header: string, etag: string, matches: (tag: string, etag: string) => boolean): boolean {
  return header.trim() === '*' || (header.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => matches(tag, etag));
}

/** A header that is no single sound range of bytes is ignored, as RFC 9110, 14.2, lets a server do. */
function selectRange(header: string, size: number): Selection {
  const range = rangeIn(header, size);
  if (!range || range.end < range.start) return { status: 200 };
  if (range.start >= size) return { status: 416 };
  return { status: 206, range: { start: range.start, end: Math.min(range.end, size - 1) } };
}

function rangeIn(header: string, size: number): ByteRange | null {
  const [, set = ''] = /^bytes=(.*)$/i.exec(header.trim()) ?? [];
  const [spec = '', ...more] = set.split(',').map((each) => each.trim()).filter((each) => each !== '');
  if (more.length > 0) return null;
  const [, suffix] = /^-(\d+)$/.exec(spec) ?? [];
  if (suffix !== undefined) return { start: Math.max(0, size - Number(suffix)), end: Infinity };
  const [, first, last] = /^(\d+)-(\d*)$/.exec(spec) ?? [];
  return first === undefined ? null : { start: Number(first), end: last ? Number(last) : Infinity };
}
