import { AFTER_HEAD, StrictParser, type AfterHead, type HeadInfo } from './strict-parser.ts';
import { SubgraphFailure } from './subgraph-failure.ts';
import type { HttpAnswer } from './transport.ts';

/** Below the subgraphs' own 65 s, so that we never write to a connection that its other end is closing. */
const MAX_IDLE_MS = 30_000;
/** Parts of a body that are kept apart, at most: each takes a hundred bytes and more, however few it holds. */
const MAX_PARTS = 256;
/** A server that says how long it waits counts from when its answer left. */
const EARLIER_MS = 1_000;

/** What a response's head says of its body and of the connection. */
interface Framing {
  readonly isChunked: boolean;
  /** Of the body, in bytes; Infinity: until the connection ends. Of no meaning if it is chunked. */
  readonly length: number;
  /** For how long the connection may be kept; 0: not at all. */
  readonly idleMs: number;
}

/** Reads the responses of one connection, one at a time, from the packets they come in. */
export class ResponseReader {
  readonly #maxBytes: number;
  readonly #parser: StrictParser;
  #framing: Framing | null = null;
  #status = 0;
  /** Bytes of a body that is not chunked that are still to come. */
  #missing = 0;
  #parts: Buffer[] = [];
  /** What `#parts` held before, each time that there were too many. */
  #joined: Buffer[] = [];
  #size = 0;
  #idleMs = 0;

  /** @param maxBytes of a body */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#parser = new StrictParser({
      onHead: (info) => this.#begin(info),
      onBody: (part) => this.#add(part),
      onEnd: () => (this.#parser.isHeld = this.#framing !== null),
    });
  }

  /** For how long the connection may wait for its next request, by the response that was read; 0: it must be closed. */
  get idleMs(): number {
    return this.#idleMs;
  }

  /**
   * @returns the answer if that was the last of it, otherwise null
   * @throws SubgraphFailure `too-large`
   * @throws Error where it is no HTTP/1, or leaves in doubt where it ends
   */
  read(packet: Buffer): HttpAnswer | null {
    const isInBody = this.#framing !== null && !this.#framing.isChunked;
    const at = isInBody ? 0 : this.#parser.take(packet);
    if (!this.#framing) return null;
    if (!this.#framing.isChunked) return this.#readBody(packet, at);
    return this.#parser.isHeld ? this.#finish(this.#text(), at === packet.length) : null;
  }

  /** The connection has ended. @returns the answer if that was its end, otherwise null */
  end(): HttpAnswer | null {
    return this.#missing === Infinity ? this.#finish(this.#text(), true) : null;
  }

  #begin(info: HeadInfo): AfterHead {
    const { statusCode } = info;
    // 101 answers a request that we do not send.
    if (info.versionMajor !== 1 || statusCode < 100 || statusCode === 101) throw new Error('That is no answer.');
    if (statusCode < 200) return AFTER_HEAD.skipBody;
    const framing = readFraming(info);
    if (!framing.isChunked && Number.isFinite(framing.length)) this.#expect(framing.length);
    this.#framing = framing;
    this.#status = statusCode;
    if (framing.isChunked) return AFTER_HEAD.readBody;
    this.#missing = framing.length;
    return AFTER_HEAD.leaveBody;
  }

  #readBody(packet: Buffer, at: number): HttpAnswer | null {
    const end = at + this.#missing;
    // Most answers come in one packet.
    if (this.#size === 0 && end <= packet.length) return this.#finish(packet.toString('utf8', at, end), end === packet.length);
    const part = packet.subarray(at, end);
    this.#add(part);
    this.#missing -= part.length;
    return this.#missing === 0 ? this.#finish(this.#text(), at + part.length === packet.length) : null;
  }

  #add(part: Buffer): void {
    this.#size += part.length;
    this.#expect(this.#size);
    this.#parts.push(part);
    if (this.#parts.length < MAX_PARTS) return;
    this.#joined.push(Buffer.concat(this.#parts));
    this.#parts = [];
  }

  #expect(bytes: number): void {
    if (bytes > this.#maxBytes) throw new SubgraphFailure('too-large');
  }

  #text(): string {
    return Buffer.concat([...this.#joined, ...this.#parts], this.#size).toString('utf8');
  }

  /** @param isLast whether nothing follows: what does would be taken for the answer to the next request */
  #finish(text: string, isLast: boolean): HttpAnswer {
    const answer = { status: this.#status, text };
    this.#idleMs = isLast && this.#framing ? this.#framing.idleMs : 0;
    this.#framing = null;
    this.#missing = 0;
    this.#size = 0;
    if (this.#parts.length > 0) this.#parts = [];
    if (this.#joined.length > 0) this.#joined = [];
    this.#parser.release();
    return answer;
  }
}

/**
 * RFC 9112, 6.3 and 9.3. Where two readers could differ about a response's end, one of them takes the rest of it for
 * another response: it is refused.
 */
function readFraming(info: HeadInfo): Framing {
  const { length, coding, idleMs } = readFields(info.headers);
  const isPersistent = info.versionMinor > 0;
  // We ask for no other coding, and chunks came with HTTP/1.1.
  if (coding !== null && (coding !== 'chunked' || length !== null || !isPersistent)) throw new Error('Its end is in doubt.');
  const isEmpty = info.statusCode === 204 || info.statusCode === 304;
  return {
    isChunked: coding !== null && !isEmpty,
    length: isEmpty ? 0 : (length ?? Infinity),
    idleMs: isPersistent && info.shouldKeepAlive ? idleMs : 0,
  };
}

interface Fields {
  length: number | null;
  /** Those of several lines, as one list. */
  coding: string | null;
  idleMs: number;
}

function readFields(headers: readonly string[]): Fields {
  const fields: Fields = { length: null, coding: null, idleMs: MAX_IDLE_MS };
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const value = headers[at + 1] ?? '';
    if (isNamed(name, 'content-length')) {
      if (fields.length !== null || !/^\d{1,15}$/.test(value)) throw new Error('Its length is in doubt.');
      fields.length = Number(value);
    } else if (isNamed(name, 'transfer-encoding')) {
      fields.coding = fields.coding === null ? value.toLowerCase() : `${fields.coding}, ${value}`;
    } else if (isNamed(name, 'keep-alive')) {
      fields.idleMs = Math.min(fields.idleMs, patience(value));
    }
  }
  return fields;
}

/** Most names differ in length, which costs less to see than another case. */
function isNamed(name: string, lowerCased: string): boolean {
  return name.length === lowerCased.length && name.toLowerCase() === lowerCased;
}

/** Of `Keep-Alive: timeout=5` (RFC 2068, 19.7.1.1), in ms. */
function patience(value: string): number {
  const [, seconds] = /timeout=(\d+)/i.exec(value) ?? [];
  return seconds === undefined ? MAX_IDLE_MS : Math.max(0, Number(seconds) * 1_000 - EARLIER_MS);
}
