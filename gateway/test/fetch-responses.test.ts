import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import type { TransportOptions } from '../src/engine/fetch/transport.ts';
import { sized, startRawRig, type RawRig } from './support/raw-server.ts';

let rig: RawRig;
const start = async (options: Partial<TransportOptions> = {}) => {
  rig = await startRawRig(options);
};
afterEach(() => rig.stop());

const chunked = (body: string) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body}`;
const withFields = (...fields: string[]) => `HTTP/1.1 200 OK\r\n${fields.join('\r\n')}\r\n\r\nhello`;

/** Answers, and what they are: status and text. */
const READ: readonly (readonly [string, string, string])[] = [
  ['a length', sized('hello'), '200 hello'],
  ['a length of zero', sized(''), '200 '],
  ['characters of several bytes', sized('Zoë 🙂'), '200 Zoë 🙂'],
  ['another status', sized('no').replace('200 OK', '503 Service Unavailable'), '503 no'],
  ['no reason', sized('hello').replace(' OK', ''), '200 hello'],
  ['names in capitals and blanks around values', withFields('CONTENT-LENGTH:  5 ', 'x-name: \ta \t'), '200 hello'],
  ['a value in latin1', withFields('x-name: Zo\u00eb', 'content-length: 5'), '200 hello'],
  ['an empty value', withFields('x-empty:', 'content-length: 5'), '200 hello'],
  ['chunks', chunked('2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'), '200 hello'],
  ['a chunk with an extension', chunked('5;a=b\r\nhello\r\n0\r\n\r\n'), '200 hello'],
  ['chunks and trailers', chunked('5\r\nhello\r\n0\r\nx-sum: 1\r\nx-more: 2\r\n\r\n'), '200 hello'],
  ['a character in two chunks', chunked('2\r\n\u00c3\r\n').replace('2\r\n', '1\r\n') + '1\r\n\u00ab\r\n0\r\n\r\n', '200 ë'],
  ['no chunk', chunked('0\r\n\r\n'), '200 '],
  ['early hints before it', `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${sized('hello')}`, '200 hello'],
  ['several answers before it', `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(3)}${sized('hello')}`, '200 hello'],
  ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', '204 '],
];

/** Those that end with the connection. */
const ENDED: typeof READ = [
  ['its end', 'HTTP/1.1 200 OK\r\n\r\nhello', '200 hello'],
  ['its end, in HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nhello', '200 hello'],
  ['nothing', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n', '200 '],
];

const CUT: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['half a head', 'HTTP/1.1 200 OK\r\ncontent-le'],
  ['less than it said', withFields('content-length: 6')],
  ['half a chunk', chunked('6\r\nhello')],
  ['no last chunk', chunked('5\r\nhello\r\n')],
];

/** What leaves in doubt where the answer ends, and what is no HTTP. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['two lengths', withFields('content-length: 5', 'content-length: 4')],
  ['the same length twice', withFields('content-length: 5', 'content-length: 5')],
  ['a list of lengths', withFields('content-length: 5, 5')],
  ['a length and chunks', chunked('5\r\nhello\r\n0\r\n\r\n').replace('\r\n\r\n', '\r\ncontent-length: 5\r\n\r\n')],
  ['a length in hexadecimal', withFields('content-length: 0x5')],
  ['a negative length', withFields('content-length: -5')],
  ['an empty length', withFields('content-length:')],
  ['a blank before the colon', withFields('content-length : 5')],
  ['a folded line', withFields('content-length: 5', ' 5')],
  ['a line that is no field', withFields('hello', 'content-length: 5')],
  ['a name beyond ASCII', withFields('\u00e3ontent-length: 5')],
  ['a NUL', withFields('x: a\u0000', 'content-length: 5')],
  ['another coding', withFields('transfer-encoding: gzip')],
  ['another coding and chunks', withFields('transfer-encoding: gzip, chunked')],
  ['chunks of chunks', withFields('transfer-encoding: chunked', 'transfer-encoding: chunked')],
  ['chunks in HTTP/1.0', chunked('5\r\nhello\r\n0\r\n\r\n').replace('1.1', '1.0')],
  ['a negative chunk', chunked('\r\n-4\r\n')],
  ['a chunk in 0x', chunked('0x5\r\nhello\r\n0\r\n\r\n')],
  ['a chunk of no size', chunked('hello\r\n')],
  ['a chunk longer than it said', chunked('2\r\nhello\r\n0\r\n\r\n')],
  ['a protocol that nobody asked for', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
  ['another version', sized('hello').replace('1.1', '2.0')],
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(17_000)}`],
  ['a head that is too large', withFields(...Array.from({ length: 20 }, () => `x: ${'a'.repeat(1_000)}`), 'content-length: 5')],
  ['answers before it without end', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1_000)],
  ['trailers without end', chunked(`0\r\n${`x: ${'a'.repeat(100)}\r\n`.repeat(200)}`)],
  ['a chunk head without end', chunked(`5;${'a'.repeat(17_000)}`)],
];

describe('an answer', () => {
  const bytesOf = (text: string) => Buffer.from(text, /[^\0-\xff]/.test(text) || text.includes('Zoë 🙂') ? 'utf8' : 'latin1');

  it.each(READ)('with %s is read, wherever packets cut it', async (_, text, expected) => {
    await start();
    const bytes = bytesOf(text);
    for (let cut = 0; cut < bytes.length; cut += 1) {
      rig.answering = async (socket) => {
        if (cut > 0) socket.write(bytes.subarray(0, cut));
        // So that it is two packets.
        if (cut > 0) await sleep(1);
        socket.write(bytes.subarray(cut));
      };
      expect(await rig.post()).toBe(expected);
    }
    expect(rig.sockets).toHaveLength(1);
  });

  it.each(ENDED)('with %s is read to the end of its connection', async (_, text, expected) => {
    await start();
    for (let cut = 0; cut < text.length; cut += 1) {
      rig.answering = async (socket) => {
        if (cut > 0) socket.write(text.slice(0, cut));
        if (cut > 0) await sleep(1);
        socket.end(text.slice(cut));
      };
      expect(await rig.post()).toBe(expected);
    }
  });

  it.each(CUT)('with %s is interrupted', async (_, text) => {
    await start();
    rig.answering = (socket) => socket.end(text);
    expect(await rig.post()).toBe('interrupted');
  });

  it.each(REFUSED)('with %s is refused, with its connection', async (_, text) => {
    await start();
    const bytes = Buffer.from(text, 'latin1');
    for (const cut of [0, 20, 60]) {
      rig.answering = async (socket) => {
        if (cut > 0) socket.write(bytes.subarray(0, cut));
        if (cut > 0) await sleep(1);
        socket.write(bytes.subarray(cut));
      };
      expect(await rig.post()).toBe('interrupted');
    }
    expect(rig.sockets).toHaveLength(3);
  });

  it.each([
    ['says so', 'HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n'],
    ['comes in chunks', chunked(`7d0\r\n${'x'.repeat(2_000)}`)],
    ['ends with the connection', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(2_000)}`],
  ])('that is too large is given up when it %s', async (_, text) => {
    await start({ maxAnswerBytes: 1_000 });
    rig.answering = (socket) => socket.write(text);
    expect(await rig.post()).toBe('too-large');
  });

  it('of many packets is read', async () => {
    await start({ maxAnswerBytes: 4_000_000 });
    const text = 'ë'.repeat(1_000_000);
    rig.answering = (socket) => socket.write(sized(text));
    for (let each = 0; each < 3; each += 1) expect(await rig.post()).toBe(`200 ${text}`);
    expect(rig.sockets).toHaveLength(1);
  });

  it('is what undici reads', async () => {
    await start();
    const all = [...READ, ...ENDED, ...CUT, ...REFUSED];
    for (const [, text] of all) {
      rig.answering = (socket) => socket.end(bytesOf(text));
      const own = await rig.post();
      const other = await request(rig.url, { method: 'POST', body: '{}', reset: true })
        .then(async ({ statusCode, body }) => `${statusCode} ${await body.text()}`)
        .catch(() => 'interrupted');
      // It may refuse more than undici does, and reads nothing else.
      expect([other, 'interrupted']).toContain(own);
      if (READ.some(([, accepted]) => accepted === text)) expect(own).toBe(other);
    }
  });
});
