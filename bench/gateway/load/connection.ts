import { connect, type Socket } from 'node:net';

/** Told of each answer: its status, and the bytes of its body. */
export type OnAnswer = (status: number, bytes: number) => void;

const HEAD_END = '\r\n\r\n';

/**
 * One kept-alive HTTP/1.1 connection with one request under way at most. It reads no more of an answer than its status
 * and where it ends, so that the load generator leaves its core to the subgraphs; answers are compared elsewhere, before.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #onAnswer: OnAnswer;
  /** What has come of a head or of a chunk's size line that is not complete yet. */
  #rest: Buffer | null = null;
  #status = 0;
  #bytes = 0;
  /** Bytes of the body, or of the current chunk with its line end, that are still to come. */
  #left = 0;
  #part: 'head' | 'body' | 'chunk-size' | 'chunk' = 'head';

  /** @param onLost when the connection ends or what comes is not HTTP: no further answer will */
  constructor(port: number, onAnswer: OnAnswer, onLost: (error: Error) => void) {
    this.#onAnswer = onAnswer;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.once('error', onLost);
    this.#socket.once('end', () => onLost(new Error('The gateway closed a connection.')));
  }

  send(request: Buffer): void {
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.removeAllListeners('end').removeAllListeners('error').on('error', () => undefined);
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    let data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = null;
    while (data.length > 0) {
      const used = this.#part === 'body' || this.#part === 'chunk' ? this.#skip(data) : this.#readLine(data);
      if (used === 0) {
        this.#rest = data;
        return;
      }
      data = data.subarray(used);
    }
  }

  /** Counts what belongs to the body. */
  #skip(data: Buffer): number {
    const used = Math.min(this.#left, data.length);
    this.#left -= used;
    if (this.#left > 0) return used;
    if (this.#part === 'chunk') this.#part = 'chunk-size';
    else this.#finish();
    return used;
  }

  /** Reads a head or the size of a chunk; 0 where it is not there to its end. */
  #readLine(data: Buffer): number {
    return this.#part === 'head' ? this.#readHead(data) : this.#readChunkSize(data);
  }

  #readHead(data: Buffer): number {
    const end = data.indexOf(HEAD_END);
    if (end === -1) return 0;
    const head = data.toString('latin1', 0, end);
    this.#status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) {
      this.#bytes = this.#left = Number(length);
      this.#part = 'body';
      if (this.#left === 0) this.#finish();
    } else if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      this.#part = 'chunk-size';
    } else {
      this.#socket.destroy(new Error(`An answer without a length: ${head}`));
    }
    return end + HEAD_END.length;
  }

  #readChunkSize(data: Buffer): number {
    const end = data.indexOf('\r\n');
    if (end === -1) return 0;
    const size = Number.parseInt(data.toString('latin1', 0, end), 16);
    if (size > 0) {
      this.#bytes += size;
      this.#left = size + 2;
      this.#part = 'chunk';
      return end + 2;
    }
    // The last chunk has no data, and its line is followed by an empty one.
    if (data.length < end + 4) return 0;
    this.#finish();
    return end + 4;
  }

  #finish(): void {
    const bytes = this.#bytes;
    this.#bytes = 0;
    this.#part = 'head';
    this.#onAnswer(this.#status, bytes);
  }
}
