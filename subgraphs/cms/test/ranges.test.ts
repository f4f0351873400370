import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { select } from '../src/media/conditional-request.ts';
import { picture, upload } from './support/files.ts';
import { startCms, type Cms } from './support/site.ts';

let cms: Cms;
let url: string;
let whole: Buffer;
let etag: string;
beforeAll(async () => {
  cms = await startCms();
  const { body } = await upload(cms, cms.addSite().as('OWNER'), await picture(300, 200, 'jpeg'), { contentType: 'image/jpeg' });
  url = cms.subgraph.origin + body.url!;
  const answer = await fetch(url);
  etag = answer.headers.get('etag')!;
  whole = Buffer.from(await answer.arrayBuffer());
});
afterAll(() => cms.stop());

async function read(headers: Record<string, string>, method = 'GET') {
  const answer = await fetch(url, { method, headers });
  const { status } = answer;
  return { status, range: answer.headers.get('content-range'), length: answer.headers.get('content-length'), headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

describe('a part of a file', () => {
  it('is what RFC 9110, 14.1.2, says, wherever it begins and ends', async () => {
    const size = whole.length;
    const position = fc.integer({ min: 0, max: size + 50 });
    const asked = fc.oneof(
      fc.tuple(position, position).map(([a, b]) => ({ range: `bytes=${Math.min(a, b)}-${Math.max(a, b)}`, start: Math.min(a, b), end: Math.min(Math.max(a, b), size - 1) })),
      position.map((start) => ({ range: `bytes=${start}-`, start, end: size - 1 })),
      position.map((last) => ({ range: `bytes=-${last}`, start: last === 0 ? size : Math.max(0, size - last), end: size - 1 })),
    );
    await fc.assert(
      fc.asyncProperty(asked, async ({ range, start, end }) => {
        const answer = await read({ range });
        if (start >= size) expect([answer.status, answer.range]).toEqual([416, `bytes */${size}`]);
        else {
          expect([answer.status, answer.range, answer.length]).toEqual([206, `bytes ${start}-${end}/${size}`, String(end - start + 1)]);
          expect(answer.bytes.equals(whole.subarray(start, end + 1))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(['bytes=0-1,5-6', 'bytes=5-2', 'bytes=a-b', 'bytes=-', 'bytes', 'lines=0-1', 'bytes=0-1; x', 'bytes=0 - 1', 'bytes=-1-2'])(
    'is not taken from %s, which is answered with all of it',
    async (range) => {
      const answer = await read({ range });
      expect([answer.status, answer.range, answer.bytes.length]).toEqual([200, null, whole.length]);
    },
  );

  it.each(['bytes=0-0', 'BYTES=0-0', 'bytes= 0-0 , ', `bytes=0-0`])('is taken from %j', async (range) => {
    expect((await read({ range })).bytes).toEqual(whole.subarray(0, 1));
  });

  it('comes only to whoever has the rest of the same bytes, if it asks so', async () => {
    const range = 'bytes=1-3';
    expect((await read({ range, 'if-range': etag })).status).toBe(206);
    for (const other of ['"other"', `W/${etag}`, new Date().toUTCString()]) {
      expect({ other, status: (await read({ range, 'if-range': other })).status }).toEqual({ other, status: 200 });
    }
  });

  it('says what the whole says', async () => {
    const { headers } = await read({ range: 'bytes=0-9' });
    expect(Object.fromEntries(headers)).toMatchObject({ etag, 'accept-ranges': 'bytes', 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" });
    expect(headers.get('cache-control')).toContain('immutable');
  });
});

describe('the head of a file', () => {
  it('is that of the whole, without its bytes, whatever range is asked for', async () => {
    const [head, all] = [await read({ range: 'bytes=0-1' }, 'HEAD'), await read({})];
    const told = ({ headers }: { headers: Headers }) => Object.fromEntries([...headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name)));
    expect([head.status, head.bytes.length, told(head)]).toEqual([200, 0, told(all)]);
  });

  it('is not told of what is not there', async () => {
    const answer = await fetch(`${url.slice(0, -3)}AAA`, { method: 'HEAD' });
    expect(answer.status).toBe(404);
  });
});

describe('a condition', () => {
  const statusOf = async (headers: Record<string, string>, method?: string) => (await read(headers, method)).status;

  it('on what the client has: nothing is sent again', async () => {
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      expect({ tag, status: await statusOf({ 'if-none-match': tag }) }).toEqual({ tag, status: 304 });
      expect(await statusOf({ 'if-none-match': tag, range: 'bytes=0-1' }, 'HEAD')).toBe(304);
    }
    for (const tag of ['"x"', etag.replaceAll('"', ''), `"W/${etag}`]) expect(await statusOf({ 'if-none-match': tag })).toBe(200);
    const { headers, length } = await read({ 'if-none-match': etag });
    expect([headers.get('etag'), headers.get('content-type'), length]).toEqual([etag, null, null]);
  });

  it('on what the client means: other bytes are refused', async () => {
    for (const tag of [etag, `"x", ${etag}`, '*']) expect(await statusOf({ 'if-match': tag })).toBe(200);
    for (const tag of ['"x"', `W/${etag}`]) expect({ tag, status: await statusOf({ 'if-match': tag }) }).toEqual({ tag, status: 412 });
    expect(await statusOf({ 'if-match': '"x"', 'if-none-match': etag })).toBe(412);
  });

  it('on a date is ignored: a file has none', async () => {
    const past = new Date(0).toUTCString();
    expect(await statusOf({ 'if-modified-since': new Date().toUTCString() })).toBe(200);
    expect(await statusOf({ 'if-unmodified-since': past })).toBe(200);
  });

  it('leaves any header whatever, however long or odd, without a fault', () => {
    const headers = fc.record({ range: fc.string(), 'if-range': fc.string(), 'if-match': fc.string(), 'if-none-match': fc.string() }, { requiredKeys: [] });
    const size = 1_000;
    fc.assert(
      fc.property(headers, (given) => {
        const selection = select({ method: 'GET', headers: given }, '"tag"', size);
        if (selection.status !== 206) return;
        const { start, end } = selection.range;
        expect(0 <= start && start <= end && end < size).toBe(true);
      }),
    );
  });
});
