import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@tessera/tenancy';
import sharp from 'sharp';
import { PrismaClient } from '../../../prisma/cms/client/client.ts';
import { removeOldUploadFolders } from '../src/media/upload-folder.ts';
import { removeDueLeftovers } from '../src/services/media/leftovers.ts';
import { picture, remains, send, leaveFor, upload } from './support/files.ts';
import { addItem, addType, change, field, publish, save, startCms, UPDATE, type Caller, type Cms, type Site } from './support/site.ts';

const FILE =
  'query ($id: ID!) { mediaFile(id: $id) { id version fileName alt contentType byteSize width height url renditions { name width height url }' +
  ' uses { itemId published item { title } } } }';
const DELETE = 'mutation ($id: ID!, $version: Int!) { deleteMediaFile(id: $id, version: $version) }';

let cms: Cms;
let site: Site;
let owner: Caller;
beforeAll(async () => {
  cms = await startCms();
});
afterAll(() => cms.stop());
beforeEach(async () => {
  site = cms.addSite();
  owner = site.as('OWNER');
  await addType(owner, 'post', [field('title'), field('image', { kind: 'MEDIA' }), field('gallery', { kind: 'LIST', of: 'MEDIA' }), field('body', { kind: 'RICH_TEXT' })]);
});

const fileOf = async (id: string, caller = owner) => (await caller.get(FILE, { id }))['mediaFile'];
async function addPicture(caller = owner): Promise<{ id: string; version: number }> {
  const { body } = await upload(cms, caller, await picture());
  return { id: body.id!, version: 1 };
}

describe('an image', () => {
  it('is stored with its size and smaller ones of it, and read by its addresses', async () => {
    const { status, body } = await upload(cms, owner, await picture(1600, 1200, 'jpeg'), { contentType: 'image/jpeg', fileName: 'Sea view.jpg' });
    expect(status).toBe(201);
    const file = await fileOf(body.id!);
    expect(file).toMatchObject({ fileName: 'Sea view.jpg', contentType: 'image/jpeg', width: 1600, height: 1200, url: body.url, uses: [] });
    expect(file.renditions.map(({ url: _url, ...rest }: { url: string }) => rest)).toEqual([
      { name: 'thumb', width: 320, height: 240 },
      { name: 'medium', width: 1024, height: 768 },
    ]);
    for (const { url, width } of [file, ...file.renditions]) {
      const answer = await fetch(cms.subgraph.origin + url);
      const image = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
      expect([answer.status, image.width]).toEqual([200, width]);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      const again = await fetch(cms.subgraph.origin + url, { headers: { 'if-none-match': answer.headers.get('etag')! } });
      expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    }
  });

  it.each(['png', 'webp', 'gif'] as const)('may be a %s', async (format) => {
    const { body } = await upload(cms, owner, await picture(20, 10, format), { contentType: `image/${format}` });
    expect(await fileOf(body.id!)).toMatchObject({ contentType: `image/${format}`, width: 20, height: 10 });
  });

  it('is turned the way it was held, and says no longer where it was taken', async () => {
    const held = await sharp(await picture(40, 20, 'jpeg')).withExif({ IFD0: { Orientation: '6' }, IFD3: { GPSLatitude: '52/1' } }).withMetadata({ orientation: 6 }).toBuffer();
    const { body } = await upload(cms, owner, held, { contentType: 'image/jpeg' });
    expect(await fileOf(body.id!)).toMatchObject({ width: 20, height: 40 });
    const served = await (await fetch(cms.subgraph.origin + body.url!)).arrayBuffer();
    expect((await sharp(Buffer.from(served)).metadata()).exif).toBeUndefined();
  });
});

describe('with a CDN in front', () => {
  let cached: Cms;
  beforeAll(async () => {
    cached = await startCms({ media: { baseUrl: 'https://cdn.example.com', maxBytes: 1_000 } });
  });
  afterAll(() => cached.stop());

  it('files are read there, and sent to the endpoint itself, as large as its operator allows', async () => {
    const writer = cached.addSite().as('OWNER');
    const { status, body } = await upload(cached, writer, await picture(10, 10));
    expect([status, new URL(body.url!).origin]).toEqual([201, 'https://cdn.example.com']);
    const answer = await fetch(cached.subgraph.origin + new URL(body.url!).pathname);
    expect([answer.status, (await answer.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
    const tooLarge = 'mutation { requestMediaUpload(input: { fileName: "a.png", contentType: "image/png", byteSize: 1001 }) { url } }';
    expect((await writer.ask(tooLarge)).errors[0]?.extensions['field']).toBe('input.byteSize');
  });
});

describe('leave for an upload', () => {
  it('is good for one upload, also when two come at once', async () => {
    const image = await picture();
    const path = await leaveFor(owner, image);
    const answers = await Promise.all([0, 1, 2].map(() => send(cms, path, image)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    expect((await send(cms, path, image)).status).toBe(409);
    expect(await remains(cms, site)).toMatchObject({ rows: 1, leftovers: 0 });
    expect((await remains(cms, site)).stored.map((file) => file.split('/')[2])).toEqual(['original', 'thumb']);
  });

  it('is given to those who write', async () => {
    const REQUEST = 'mutation { requestMediaUpload(input: { fileName: "a.png", contentType: "image/png", byteSize: 5 }) { url } }';
    expect((await site.as('VIEWER').ask(REQUEST)).codes).toEqual(['FORBIDDEN']);
    expect((await site.as('MEMBER').ask(REQUEST)).codes).toEqual([]);
  });
});

describe('a file other than an image', () => {
  it('is saved by browsers, and not shown', async () => {
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n');
    const { status, body } = await upload(cms, owner, pdf, { contentType: 'application/pdf', fileName: 'Prices.pdf' });
    expect(status).toBe(201);
    const answer = await fetch(cms.subgraph.origin + body.url!);
    expect([answer.headers.get('content-disposition'), await answer.text()]).toEqual(["attachment; filename*=UTF-8''Prices.pdf", pdf.toString()]);
  });
});

describe('what is used', () => {
  it('is told with its items, by working copies and by what is published', async () => {
    const [one, two] = [await addPicture(), await addPicture()];
    const post = await publish(owner, await addItem(owner, 'post', { title: 'Post', image: one.id, gallery: [two.id] }));
    await save(owner, post, { data: { image: null } });
    expect((await fileOf(one.id)).uses).toEqual([{ itemId: post.id, published: true, item: { title: 'Post' } }]);
    expect((await fileOf(two.id)).uses.map(({ published }: { published: boolean }) => published)).toEqual([false, true]);
    const { mediaFiles } = await owner.get('{ mediaFiles(filter: { isUsed: true }) { totalCount } unused: mediaFiles(filter: { isUsed: false }) { totalCount } }');
    expect(mediaFiles.totalCount).toBe(2);
  });

  it('is not deleted before nothing uses it any more', async () => {
    const image = await addPicture();
    const post = await publish(owner, await addItem(owner, 'post', { title: 'Post', image: image.id }));
    expect((await owner.ask(DELETE, image)).codes).toEqual(['CONFLICT']);
    const without = await save(owner, post, { data: { image: null } });
    expect((await owner.ask(DELETE, image)).codes).toEqual(['CONFLICT']);
    await publish(owner, without);
    expect((await owner.get(DELETE, image))['deleteMediaFile']).toBe(image.id);
    expect(await remains(cms, site)).toEqual({ stored: [], rows: 0, leftovers: 0 });
  });

  it('is also what rich text shows or links to, on whatever host', async () => {
    const [shown, linked] = [await addPicture(), await addPicture()];
    const [shownAt, linkedAt] = [(await fileOf(shown.id)).renditions[0].url, `https://cdn.example.com${(await fileOf(linked.id)).url}`];
    const body = `<p>See <img src="${shownAt}" alt="The sea"> and <a href="${linkedAt}">this</a></p>`;
    const post = await addItem(owner, 'post', { title: 'Post', body });
    for (const { id } of [shown, linked]) expect((await fileOf(id)).uses).toMatchObject([{ itemId: post.id, published: false }]);
    expect((await owner.ask(DELETE, shown)).codes).toEqual(['CONFLICT']);
    const without = await save(owner, post, { data: { body: `<p><a href="${linkedAt}">this</a></p>` } });
    expect((await owner.ask(DELETE, shown)).codes).toEqual([]);
    const again = await owner.ask(UPDATE, { ...without, input: { data: { body } } });
    expect([again.codes, again.errors[0]?.extensions['field']]).toEqual([['BAD_USER_INPUT'], 'input.data.body']);
  });

  it('is not another tenant’s for an address in a text', async () => {
    const image = await addPicture();
    const { url } = await fileOf(image.id);
    const stranger = cms.addSite().as('OWNER');
    await addType(stranger, 'post', [field('title'), field('body', { kind: 'RICH_TEXT' })]);
    await addItem(stranger, 'post', { title: 'Theirs', body: `<img src="${url}">` });
    expect((await owner.ask(DELETE, image)).codes).toEqual([]);
  });

  it('stays for what is to be published by itself, though the draft has it no more', async () => {
    const SCHEDULE =
      'mutation ($id: ID!, $version: Int!) { schedule: scheduleContentItem(id: $id, version: $version, action: PUBLISH, at: "2027-05-01T08:00:00Z") { id } }';
    const image = await addPicture();
    const post = await change(owner, 'submitContentItem', await addItem(owner, 'post', { title: 'Later', image: image.id }));
    const { schedule } = await owner.get(SCHEDULE, post);
    await save(owner, post, { data: { image: null } });
    expect((await fileOf(image.id)).uses).toEqual([{ itemId: post.id, published: false, item: { title: 'Later' } }]);
    expect((await owner.ask(DELETE, image)).codes).toEqual(['CONFLICT']);
    await owner.get('mutation ($id: ID!) { cancelContentSchedule(id: $id) { status } }', schedule);
    expect((await owner.ask(DELETE, image)).codes).toEqual([]);
  });

  it('and deleted at the same moment is one of both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const image = await addPicture();
      const data = { title: `Race ${round}`, image: image.id };
      const create = 'mutation ($data: JSON!) { createContentItem(input: { type: "post", data: $data }) { id } }';
      const [deleted, created] = await Promise.all([owner.ask(DELETE, image), owner.ask(create, { data })]);
      const isThere = (await fileOf(image.id)) !== null;
      expect([deleted.codes.length === 0, created.codes.length === 0]).toEqual([!isThere, isThere]);
    }
  });

  it('has to be there', async () => {
    const create = 'mutation ($data: JSON!) { createContentItem(input: { type: "post", data: $data }) { id } }';
    const { codes, errors } = await owner.ask(create, { data: { title: 'T', image: site.tenantId } });
    expect([codes, errors[0]?.extensions['field']]).toEqual([['BAD_USER_INPUT'], 'input.data.image']);
  });
});

describe('who sees a file', () => {
  it('is whoever writes, and changes its own', async () => {
    const member = site.as('MEMBER');
    const theirs = await addPicture();
    expect(await fileOf(theirs.id, member)).toMatchObject({ fileName: 'picture.png' });
    expect((await member.ask(DELETE, theirs)).codes).toEqual(['NOT_FOUND']);
    const DESCRIBE = 'mutation ($id: ID!, $version: Int!, $alt: String) { updateMediaFile(id: $id, version: $version, input: { alt: $alt }) { alt version } }';
    expect((await member.ask(DESCRIBE, { ...theirs, alt: 'x' })).codes).toEqual(['NOT_FOUND']);
    const own = await addPicture(member);
    expect((await member.get(DESCRIBE, { ...own, alt: 'Blue' }))['updateMediaFile']).toEqual({ alt: 'Blue', version: 2 });
  });

  it('is whoever reads what is published with it, by key, too, and nobody else', async () => {
    const image = await addPicture();
    const reader = site.as('VIEWER', { scopes: ['content:read'] });
    const query = '{ publishedItem(type: "post", slug: "seen") { media(field: "image") { id url width renditions { name } } } }';
    const post = await addItem(owner, 'post', { title: 'Seen', image: image.id });
    expect(await fileOf(image.id, site.as('VIEWER'))).toBeNull();
    await change(owner, 'publishContentItem', await change(owner, 'submitContentItem', post));
    const { publishedItem } = await reader.get(query);
    expect(publishedItem.media).toMatchObject([{ id: image.id, width: 400 }]);
    expect(await fileOf(image.id, cms.addSite().as('OWNER'))).toBeNull();
  });
});

it('what a process was receiving when it ended is removed by the next, and what another is receiving is not', async () => {
  const [left, busy] = await Promise.all(['left', 'busy'].map((name) => mkdtemp(join(tmpdir(), `tessera-upload-${name}-`))));
  await writeFile(join(left!, 'received'), 'half of it');
  const twoHoursAgo = Date.now() / 1000 - 7_200;
  await utimes(left!, twoHoursAgo, twoHoursAgo);
  await removeOldUploadFolders();
  const there = (await readdir(tmpdir())).filter((name) => /^tessera-upload-(?:left|busy)-/.test(name)).map((name) => join(tmpdir(), name));
  await rm(busy!, { recursive: true });
  expect(there).toEqual([busy]);
});

it('what a process left behind when it ended is removed by the next', async () => {
  const { database } = cms.subgraph;
  const image = await addPicture();
  // As after a kill between the deletion of the row and that of the bytes.
  await database.sql(`INSERT INTO media_leftovers SELECT tenant_id, id, storage_key, now() FROM media_files WHERE id = $1`, [image.id]);
  await database.sql('DELETE FROM media_files WHERE id = $1', [image.id]);
  const opened = openDatabase({ ...database, PrismaClient });
  const { media, keyring } = cms.subgraph;
  await removeDueLeftovers({ database: opened, settings: { media, keyring }, log: { warn: () => undefined } } as never);
  await opened.close();
  expect(await remains(cms, site)).toEqual({ stored: [], rows: 0, leftovers: 0 });
});
