import type { Socket } from 'node:net';

/** One HTTP/1.1 message as it came over the wire. */
export interface HttpMessage {
  /** With the empty line that ends it. */
  readonly head: string;
  readonly body: Buffer;
}

const END_OF_HEAD = '\r\n\r\n';

/** Calls `take` with each message that has arrived in full (RFC 9112, section 6.3: by its `content-length`). */
export function readMessages(socket: Socket, take: (message: HttpMessage) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let message = first(pending); message; message = first(pending)) {
      pending = pending.subarray(message.head.length + message.body.length);
      take(message);
    }
  });
}

function first(bytes: Buffer): HttpMessage | null {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return null;
  const start = end + END_OF_HEAD.length;
  const head = bytes.toString('latin1', 0, start);
  if (/^transfer-encoding:/im.test(head)) throw new Error('The fault proxy reads no message in chunks.');
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return bytes.length < start + length ? null : { head, body: bytes.subarray(start, start + length) };
}

export const withLength = (head: string, length: number): string =>
  head.replace(/^content-length:.*$/im, `content-length: ${length}`);

/** The bytes of a message, which may have another body than its own. */
export const messageBytes = ({ head, body }: HttpMessage): Buffer =>
  Buffer.concat([Buffer.from(withLength(head, body.length), 'latin1'), body]);
