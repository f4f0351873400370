import { HTTPParser } from 'http-parser-js';

/** What the library says of a response's head. */
export interface HeadInfo {
  readonly versionMajor: number;
  readonly versionMinor: number;
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** By version and `Connection`. */
  readonly shouldKeepAlive: boolean;
}

/** What `onHead` has the library do next. */
export const AFTER_HEAD = { readBody: 0, skipBody: 1, leaveBody: 2 } as const;
export type AfterHead = (typeof AFTER_HEAD)[keyof typeof AFTER_HEAD];

/** The library's parser, with what its types leave out or call private. */
interface LaxParser {
  readonly state: string;
  /** What has come of a line that is not whole. */
  readonly line: string;
  consumeLine(): string | undefined;
  parseHeader(line: string, headers: string[]): void;
  RESPONSE_LINE(): boolean | undefined;
  execute(packet: Buffer): number | Error;
}

const LaxParser = HTTPParser as unknown as new (type: 'RESPONSE') => LaxParser;

// As `ascii`, which is the default, Node drops the eighth bit: 0x8a would be a line's end.
HTTPParser.encoding = 'latin1';
// The library counts packets, whatever is in them; StrictParser counts lines.
HTTPParser.maxHeaderSize = Infinity;

/** Bytes of one response's status line and fields, those of 1xx before it and its trailers. As Node has it. */
const MAX_HEAD_BYTES = 16 * 1024;
/** RFC 9110, 5.1 and 5.5. Folded lines are refused, which RFC 9112, 5.2 leaves to a gateway. */
const FIELD = /^[!#$%&'*+.^_`|~\dA-Za-z-]+:[\t -~\x80-\xff]*$/;
/** RFC 9112, 7.1: size and extensions. */
const CHUNK_HEAD = /^[\dA-Fa-f]{1,12}[\t ]*(?:;[\t -~\x80-\xff]*)?$/;

export interface ParserEvents {
  onHead(info: HeadInfo): AfterHead;
  onBody(part: Buffer): void;
  onEnd(): void;
}

/**
 * Reads heads and chunks of responses, and refuses what the library is lax about: it skips lines that are no field, takes
 * a chunk's size from whatever begins like a number (of a negative one it reads for ever), takes any other chunk head for
 * the end, and bounds none of it.
 */
export class StrictParser extends LaxParser {
  /** Nothing more is read: what follows a response belongs to no request. */
  isHeld = false;
  #headBytes = 0;

  constructor({ onHead, onBody, onEnd }: ParserEvents) {
    super(HTTPParser.RESPONSE);
    Object.assign(this, {
      [HTTPParser.kOnHeadersComplete]: onHead,
      [HTTPParser.kOnBody]: onBody,
      [HTTPParser.kOnMessageComplete]: onEnd,
    });
  }

  /** For the next response. */
  release(): void {
    this.isHeld = false;
    this.#headBytes = 0;
  }

  /**
   * @returns how many bytes were taken
   * @throws where it is no HTTP, or what a callback throws
   */
  take(packet: Buffer): number {
    const taken = this.execute(packet);
    if (typeof taken !== 'number') throw taken;
    return taken;
  }

  override RESPONSE_LINE(): boolean | undefined {
    return this.isHeld || super.RESPONSE_LINE();
  }

  override consumeLine(): string | undefined {
    const line = super.consumeLine();
    const length = (line ?? this.line).length + 2;
    const isOfChunk = this.state === 'BODY_CHUNKHEAD' || this.state === 'BODY_CHUNKEMPTYLINE';
    if (length + (isOfChunk ? 0 : this.#headBytes) > MAX_HEAD_BYTES) throw new Error('The head is too large.');
    if (line === undefined) return line;
    if (!isOfChunk) this.#headBytes += length;
    else if (this.state === 'BODY_CHUNKHEAD' && !CHUNK_HEAD.test(line)) throw new Error('A chunk has no size.');
    return line;
  }

  override parseHeader(line: string, headers: string[]): void {
    if (!FIELD.test(line)) throw new Error('A field is malformed.');
    super.parseHeader(line, headers);
  }
}
