import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTessera, type TestClient, type TestTessera } from '@tessera/testkit';

/** A PNG of one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const REQUEST =
  'mutation ($size: SafeInt!) { requestMediaUpload(input: { fileName: "pixel.png", contentType: "image/png", byteSize: $size }) { mediaId url method headers { name value } } }';

let tessera: TestTessera;
let member: TestClient;
beforeAll(async () => {
  tessera = await startTessera({ args: ['--separate'] });
  member = await tessera.as('demo001', 'MEMBER');
}, 120_000);
afterAll(() => tessera.stop());

describe('media', () => {
  it('goes up and down through the one endpoint', async () => {
    const { requestMediaUpload: leave } = await member.ask(REQUEST, { size: PIXEL.length });
    const headers = Object.fromEntries(leave.headers.map(({ name, value }: { name: string; value: string }) => [name, value]));
    const sent = await fetch(tessera.origin + leave.url, { method: leave.method, headers, body: PIXEL });
    expect([sent.status, ((await sent.json()) as { id: string }).id]).toEqual([201, leave.mediaId]);
    const { mediaFile } = await member.ask('query ($id: ID!) { mediaFile(id: $id) { url width owner { id } } }', { id: leave.mediaId });
    expect(mediaFile.width).toBe(1);
    const file = await fetch(tessera.origin + mediaFile.url);
    expect([file.status, file.headers.get('content-type'), file.headers.get('x-content-type-options')]).toEqual([200, 'image/png', 'nosniff']);
    expect(file.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(50);
  });

  it('is refused on its way, as soon as it is too much', async () => {
    const { requestMediaUpload: leave } = await member.ask(REQUEST, { size: PIXEL.length });
    const sent = await fetch(tessera.origin + leave.url, { method: 'PUT', body: Buffer.alloc(2_000_000) });
    expect([sent.status, await sent.json()]).toEqual([413, { error: { message: expect.stringContaining('announced') } }]);
  });
});
