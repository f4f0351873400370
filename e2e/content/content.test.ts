import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codes, createTestClient, startTessera, type TestClient, type TestTessera } from '@tessera/testkit';

const ITEM = '{ id version state publishedRevision owner { id } }';
const CREATE = `mutation ($data: JSON!, $slug: String) { item: createContentItem(input: { type: "author", data: $data, slug: $slug }) ${ITEM} }`;
const step = (name: string) => `mutation ($id: ID!, $version: Int!) { item: ${name}(id: $id, version: $version) ${ITEM} }`;
const READ = 'query ($slug: String!) { publishedItem(type: "author", slug: $slug, locale: "de") { title locale data } }';

/** A PNG of one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const REQUEST =
  'mutation ($size: SafeInt!) { requestMediaUpload(input: { fileName: "pixel.png", contentType: "image/png", byteSize: $size }) { mediaId url method headers { name value } } }';

let tessera: TestTessera;
let owner: TestClient;
let member: TestClient;
let admin: TestClient;
beforeAll(async () => {
  tessera = await startTessera();
  [owner, admin, member] = await Promise.all([
    tessera.as('demo001', 'OWNER'),
    tessera.as('demo001', 'ADMIN'),
    tessera.as('demo001', 'MEMBER'),
  ]);
});
afterAll(() => tessera.stop());

describe('content', () => {
  it('is written by a MEMBER, reviewed and published by an ADMIN, and read by everybody in the tenant', async () => {
    const { item: draft } = await member.ask(CREATE, { data: { name: 'Nora Falk' } });
    const { item: submitted } = await member.ask(step('submitContentItem'), draft);
    expect(submitted.state).toBe('IN_REVIEW');
    const refused = await member.send(step('publishContentItem'), submitted);
    expect([refused.status, codes(refused)]).toEqual([403, ['FORBIDDEN']]);
    const { item: published } = await admin.ask(step('publishContentItem'), submitted);
    expect(published).toMatchObject({ state: 'PUBLISHED', publishedRevision: 1 });
    const { publishedItem } = await owner.ask(READ, { slug: 'nora-falk' });
    expect(publishedItem).toEqual({ title: 'Nora Falk', locale: 'en', data: { name: 'Nora Falk' } });
    const stranger = await tessera.as('acme', 'OWNER');
    expect((await stranger.ask(READ, { slug: 'nora-falk' })).publishedItem).toBeNull();
  });

  it('is shared with a member of the tenant, and with nobody else', async () => {
    const { item } = await admin.ask(CREATE, { data: { name: 'Ole Brandt' } });
    const { me } = await member.ask('{ me { id } }');
    const grant = 'mutation ($item: ID!, $user: ID!) { grantContentAccess(itemId: $item, userId: $user, access: WRITE) }';
    const seen = 'query ($id: ID!) { contentItem(id: $id) { title } }';
    expect((await member.ask(seen, item)).contentItem).toBeNull();
    await admin.ask(grant, { item: item.id, user: me.id });
    expect((await member.ask(seen, item)).contentItem).toEqual({ title: 'Ole Brandt' });
    const save = 'mutation ($id: ID!, $version: Int!) { updateContentItem(id: $id, version: $version, input: { data: { role: "Guest" } }) { revision } }';
    expect((await member.ask(save, item)).updateContentItem.revision).toBe(2);
    const remove = 'mutation ($id: ID!) { deleteContentItem(id: $id, version: 2) }';
    expect(codes(await member.send(remove, item))).toEqual(['NOT_FOUND']);
    const { me: other } = await (await tessera.as('acme', 'OWNER')).ask('{ me { id } }');
    expect(codes(await admin.send(grant, { item: item.id, user: other.id }))).toEqual(['NOT_FOUND']);
    const revoke = 'mutation ($item: ID!, $user: ID!) { revokeContentAccess(itemId: $item, userId: $user) }';
    expect((await admin.ask(revoke, { item: item.id, user: me.id })).revokeContentAccess).toBe(true);
    expect((await member.ask(seen, item)).contentItem).toBeNull();
  });

  it('is part of its tenant in the graph, and counted by the platform', async () => {
    const { me } = await owner.ask('{ me { tenant { slug content { items published types } } } }');
    expect(me.tenant.content.items).toBeGreaterThanOrEqual(60);
    expect(me.tenant.content.types).toBe(4);
    const superadmin = await tessera.as(null, 'SUPERADMIN');
    const { verifyProjection } = await superadmin.ask('{ verifyProjection(service: "cms") { matches differences { entity projected live } } }');
    expect(verifyProjection).toEqual({ matches: true, differences: [] });
    const { tenantSummaries } = await superadmin.ask('{ tenantSummaries { nodes { slug contentItems } } }');
    const { contentItems } = await owner.ask('{ contentItems { totalCount } }');
    expect(tenantSummaries.nodes).toContainEqual({ slug: 'demo001', contentItems: contentItems.totalCount });
  });

  it('is read by a site that has a key of the scope content:read, and nothing else is', async () => {
    const make = 'mutation { createApiKey(name: "Site", scopes: ["content:read"]) { secret } }';
    const site = createTestClient(tessera.endpoint, (await member.ask(make)).createApiKey.secret);
    const seen = await site.ask(`{
      publishedItems(type: "article", locale: "de", first: 2) { nodes { title locale references(field: "author") { title } media { url } } }
      siteMenu(locale: "de") { title children { path } }
      publishedPage(path: "/company/team") { regions { name items { title media { renditions { url } } } } }
    }`);
    expect(seen.publishedItems.nodes[0]).toMatchObject({ locale: 'de', references: [{}], media: [{}] });
    expect(seen.siteMenu.map(({ title }: { title: string }) => title)).toEqual(['Produkt', 'Unternehmen', 'Journal']);
    expect(seen.publishedPage.regions[1].items).toHaveLength(4);
    for (const query of ['{ contentItems { nodes { id } } }', '{ mediaFiles { nodes { id } } }', '{ pages { id } }', '{ me { tenant { content { items } } } }']) {
      expect({ query, codes: codes(await site.send(query)) }).toEqual({ query, codes: ['FORBIDDEN'] });
    }
  });
});

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

  it('is read in parts, by its head alone, and not again by whoever has it', async () => {
    const { publishedItems } = await owner.ask('{ publishedItems(type: "article", first: 1) { nodes { media { url byteSize } } } }');
    const [{ url, byteSize: size }] = publishedItems.nodes[0].media;
    const read = async (headers: Record<string, string>, method = 'GET') => {
      const answer = await fetch(tessera.origin + url, { method, headers });
      return { answer, told: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const whole = await read({});
    expect([whole.answer.status, whole.bytes.length, whole.told.get('accept-ranges')]).toEqual([200, size, 'bytes']);
    const etag = whole.told.get('etag')!;
    const head = await read({}, 'HEAD');
    expect([head.answer.status, head.told.get('content-length'), head.bytes.length]).toEqual([200, String(size), 0]);
    const part = await read({ range: 'bytes=10-19', 'if-range': etag });
    expect([part.answer.status, part.told.get('content-range')]).toEqual([206, `bytes 10-19/${size}`]);
    expect(part.bytes).toEqual(whole.bytes.subarray(10, 20));
    const beyond = await read({ range: `bytes=${size}-` });
    expect([beyond.answer.status, beyond.told.get('content-range')]).toEqual([416, `bytes */${size}`]);
    const known = await read({ 'if-none-match': `"other", W/${etag}` });
    expect([known.answer.status, known.told.get('etag'), known.told.get('cross-origin-resource-policy')]).toEqual([304, etag, 'cross-origin']);
  });

  it('is refused on its way, as soon as it is too much', async () => {
    const { requestMediaUpload: leave } = await member.ask(REQUEST, { size: PIXEL.length });
    const sent = await fetch(tessera.origin + leave.url, { method: 'PUT', body: Buffer.alloc(2_000_000) });
    expect([sent.status, await sent.json()]).toEqual([413, { error: { message: expect.stringContaining('announced') } }]);
  });
});
