import { request } from 'node:http';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { deflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@tessera/testkit';
import sharp from 'sharp';
import { leaveFor, picture, remains, send, upload } from './support/files.ts';
import { startCms, type Caller, type Cms, type Site } from './support/site.ts';

const HTML = '<html><body><script>alert(document.domain)</script></body></html>';
const REQUEST = 'mutation ($input: MediaUploadInput!) { requestMediaUpload(input: $input) { url } }';

let cms: Cms;
let site: Site;
let owner: Caller;
beforeAll(async () => {
  cms = await startCms();
});
afterAll(() => cms.stop());
beforeEach(() => {
  site = cms.addSite();
  owner = site.as('OWNER');
});

const uploadFolders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('tessera-upload-'));
const NOTHING = { stored: [], rows: 0, leftovers: 0 };

describe('nothing stays', () => {
  afterEach(async () => {
    await eventually(async () => JSON.stringify(await remains(cms, site)) === JSON.stringify(NOTHING));
    await eventually(async () => (await uploadFolders()).length === 0);
  });

  it('of a claim of 10 GB: no leave is given, and none is taken', async () => {
    const input = { fileName: 'a.png', contentType: 'image/png', byteSize: 10 * 1024 ** 3 };
    const { codes, errors } = await owner.ask(REQUEST, { input });
    expect([codes, errors[0]?.extensions['field']]).toEqual([['BAD_USER_INPUT'], 'input.byteSize']);
    const url = new URL(cms.subgraph.origin + (await leaveFor(owner, await picture())));
    const status = await new Promise((resolve, reject) => {
      const claim = request(url, { method: 'PUT', headers: { 'content-length': 10 * 1024 ** 3 } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
        claim.destroy();
      });
      claim.on('error', reject).flushHeaders();
    });
    expect(status).toBe(413);
  });

  it('of more bytes than were announced, sent without a length', async () => {
    const path = await leaveFor(owner, Buffer.alloc(1_000));
    const body = new ReadableStream({
      start(controller) {
        for (let chunk = 0; chunk < 40; chunk += 1) controller.enqueue(new Uint8Array(1_000));
        controller.close();
      },
    });
    expect((await send(cms, path, body as unknown as BodyInit)).status).toBe(413);
  });

  it('of an upload that ends too early', async () => {
    const image = await picture();
    const path = await leaveFor(owner, image);
    const { status, body } = await send(cms, path, image.subarray(0, image.length - 10));
    expect([status, body.error?.message]).toEqual([400, expect.stringContaining('Send the whole file')]);
  });

  it('of an upload whose sender goes away', async () => {
    const image = await picture();
    const url = new URL(cms.subgraph.origin + (await leaveFor(owner, image)));
    await new Promise<void>((resolve) => {
      const outgoing = request(url, { method: 'PUT', headers: { 'content-length': image.length } });
      outgoing.on('error', () => resolve()).on('close', () => resolve());
      outgoing.write(image.subarray(0, 100), () => outgoing.destroy());
    });
  });

  it('of an image that was cut off, and padded to its announced size', async () => {
    const image = await sharp({ create: { width: 600, height: 600, channels: 3, background: '#fff', noise: { type: 'gaussian', mean: 128, sigma: 60 } } }).jpeg().toBuffer();
    const cut = Buffer.concat([image.subarray(0, image.length / 2), Buffer.alloc(image.length - Math.floor(image.length / 2))]);
    expect((await upload(cms, owner, cut, { contentType: 'image/jpeg' })).status).toBe(422);
  });

  it.each([
    ['SVG with script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['HTML', Buffer.from(HTML)],
    ['text', Buffer.from('hello, hello')],
    ['a Windows program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
  ])('of %s, whatever it is called', async (_what, bytes) => {
    for (const contentType of ['image/png', 'image/jpeg', 'application/pdf']) {
      expect((await upload(cms, owner, bytes, { contentType })).status).toBe(415);
    }
  });

  it('of a file that is not what was announced', async () => {
    const { status, body } = await upload(cms, owner, await picture(10, 10, 'jpeg'), { contentType: 'image/png' });
    expect([status, body.error?.message]).toEqual([415, expect.stringContaining('image/jpeg')]);
  });

  it('of an image that would fill the memory', async () => {
    const { status, body } = await upload(cms, owner, hugePng(50_000, 50_000));
    expect([status, body.error?.message]).toEqual([422, expect.stringContaining('pixels')]);
  });

  it('of leave that was altered, or is over', async () => {
    const image = await picture();
    const path = await leaveFor(owner, image);
    const [payload = '', signature = ''] = path.slice('/media/uploads/'.length).split('.');
    const leave = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const altered = Buffer.from(JSON.stringify({ ...leave, byteSize: 10 ** 9 })).toString('base64url');
    expect((await send(cms, `/media/uploads/${altered}.${signature}`, image)).status).toBe(403);
    expect((await send(cms, `/media/uploads/${payload}.${'A'.repeat(43)}`, image)).status).toBe(403);
  });

  it('of a type that may not be uploaded at all', async () => {
    const input = { fileName: 'a.svg', contentType: 'image/svg+xml', byteSize: 100 };
    expect((await owner.ask(REQUEST, { input })).errors[0]?.extensions['field']).toBe('input.contentType');
  });
});

describe('an image that is also a page', () => {
  it.each([
    ['behind its last pixel', async () => Buffer.concat([await picture(64, 64), Buffer.from(HTML)])],
    ['in its comment', async () => sharp(await picture(64, 64)).withExif({ IFD0: { ImageDescription: HTML, Copyright: HTML } }).png().toBuffer()],
  ])('%s, is a mere image when it is read', async (_where, make) => {
    const bytes = await make();
    const { status, body } = await upload(cms, owner, bytes);
    expect(status).toBe(201);
    const answer = await fetch(cms.subgraph.origin + body.url!);
    const served = Buffer.from(await answer.arrayBuffer());
    expect([bytes.includes('alert('), served.includes('alert('), served.includes('<html')]).toEqual([true, false, false]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });
});

describe('a file of another kind that is also a page', () => {
  const MP4 = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp42', 'latin1'), Buffer.from(HTML)]);
  const PDF = Buffer.from(`%PDF-1.7\n${HTML}\n%%EOF\n`);
  const ZIP = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1'), Buffer.alloc(20), Buffer.from(HTML)]);

  it.each([
    ['video/mp4', MP4, 'inline'],
    ['application/pdf', PDF, 'attachment'],
    ['application/zip', ZIP, 'attachment'],
  ])('%s, is that to a browser and nothing else, as a whole or in part', async (contentType, bytes, disposition) => {
    const { status, body } = await upload(cms, owner, bytes, { contentType, fileName: 'page.html' });
    expect(status).toBe(201);
    for (const headers of [new Headers(), new Headers({ range: `bytes=${bytes.indexOf('<html')}-` })]) {
      const answer = await fetch(cms.subgraph.origin + body.url!, { headers });
      expect([200, 206]).toContain(answer.status);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': contentType,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'content-disposition': expect.stringMatching(`^${disposition};`),
      });
      await answer.body?.cancel();
    }
  });
});

describe('a name', () => {
  it.each([
    ['../../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system32\\evil.png', 'evil.png'],
    ['/absolute/path.png', 'path.png'],
    ['.htaccess', 'htaccess'],
    ['a"; filename="evil.html', 'a; filename=evil.html'],
  ])('that goes elsewhere (%s) is a name and leads nowhere', async (fileName, kept) => {
    const image = await picture(10, 10);
    const { body } = await upload(cms, owner, image, { fileName });
    const { mediaFile } = await owner.get('query ($id: ID!) { mediaFile(id: $id) { fileName url } }', { id: body.id });
    expect(mediaFile.fileName).toBe(kept);
    const { stored } = await remains(cms, site);
    expect(stored.every((path) => /^[0-9a-f-]+\/[0-9a-f-]+\/[a-z]+$/.test(path))).toBe(true);
    const answer = await fetch(cms.subgraph.origin + mediaFile.url);
    expect(answer.headers.get('content-disposition')).toBe(`inline; filename*=UTF-8''${encodeURIComponent(kept)}`);
    await answer.body?.cancel();
  });

  it('that is all path is refused', async () => {
    const input = { fileName: '../..', contentType: 'image/png', byteSize: 5 };
    expect((await owner.ask(REQUEST, { input })).errors[0]?.extensions['field']).toBe('input.fileName');
  });

  it.each(['/media/files/../../../etc/passwd', '/media/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd', `/media/files/${'0'.repeat(36)}/${'0'.repeat(36)}/original/AAAAAAAAAAAAAAAAAAAAAA`])(
    'as the address %s finds nothing',
    async (path) => {
      const answer = await fetch(cms.subgraph.origin + path);
      expect([404, 400]).toContain(answer.status);
      await answer.body?.cancel();
    },
  );
});

/** A sound PNG of a few hundred bytes that says it has this many pixels. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(1_000));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
