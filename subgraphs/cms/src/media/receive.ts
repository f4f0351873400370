import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UploadError } from './upload-error.ts';

/** A sender that sends nothing for so long is given up, in milliseconds. */
const SILENCE_MS = 20_000;

/**
 * Writes a body to a file while it arrives: exactly as many bytes as were announced.
 * @throws UploadError for more or fewer, and when the sender goes away or falls silent
 */
export async function receive(body: Readable, declared: number, path: string): Promise<void> {
  let size = 0;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      size += chunk.length;
      done(size > declared ? new UploadError(413, tooMuch(declared)) : null, chunk);
    },
  });
  try {
    // A body that was refused is read on by the server, so that its sender hears why.
    await pipeline(unclosed(body), count, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal: silence.signal });
  } catch (error) {
    if (error instanceof UploadError) throw error;
    throw new UploadError(400, `The upload broke off after ${size} of ${declared} bytes. Send it again.`);
  } finally {
    clearTimeout(timer);
  }
  if (size < declared) throw new UploadError(400, `Only ${size} of ${declared} bytes came. Send the whole file.`);
}

export const tooMuch = (declared: number) =>
  `More than the ${declared} bytes came that were announced. Ask for an upload of the right size.`;

/** The same bytes from an iterator that does not destroy the stream when it is left early. */
const unclosed = (body: Readable): AsyncIterable<Buffer> => ({
  [Symbol.asyncIterator]: () => body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>,
});
