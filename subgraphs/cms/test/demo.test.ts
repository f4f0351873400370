import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tessera/identity';
import { openDatabase } from '@tessera/tenancy';
import { demoWorld, identityIn, startTestSubgraph, type TestSubgraph } from '@tessera/testkit';
import { PrismaClient } from '../../../prisma/cms/client/client.ts';
import { seed } from '../../../prisma/cms/seed.ts';

interface Page {
  readonly nodes: { readonly title: string; readonly problems: object[] }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

let cms: TestSubgraph;
let identities: Identity[];
beforeAll(async () => {
  cms = await startTestSubgraph('cms');
  const world = await demoWorld();
  identities = ['demo001', 'acme'].map((slug) => identityIn(world, slug, 'OWNER'));
});
afterAll(() => cms.stop());

describe("the demo's sites", () => {
  it('have items of four types in every state and two locales', async () => {
    for (const identity of identities) {
      const { data, errors } = await cms.send(
        identity,
        '{ contentTypes { nodes { key } } contentItems { totalCount } ' +
          ['DRAFT', 'IN_REVIEW', 'PUBLISHED', 'ARCHIVED'].map((state) => `${state}: contentItems(filter: { state: [${state}] }) { totalCount }`).join(' ') +
          ' de: contentItems(filter: { locale: "de" }) { totalCount } }',
      );
      expect(errors).toEqual([]);
      expect(data.contentTypes.nodes.map(({ key }: { key: string }) => key).toSorted()).toEqual(['article', 'author', 'landing-page', 'product-note']);
      expect(data.contentItems.totalCount).toBeGreaterThanOrEqual(60);
      for (const part of ['DRAFT', 'IN_REVIEW', 'PUBLISHED', 'ARCHIVED', 'de']) expect(data[part].totalCount).toBeGreaterThan(0);
    }
  });

  it('hold what their own types ask for, wherever it is published', async () => {
    for (const identity of identities) {
      const seen: Page['nodes'] = [];
      for (let after: string | null = null, more = true; more; ) {
        const query = 'query ($after: String) { contentItems(first: 100, after: $after) { nodes { title problems { path message } } pageInfo { hasNextPage endCursor } } }';
        const page: Page = (await cms.send<{ contentItems: Page }>(identity, query, { after })).data!.contentItems;
        seen.push(...page.nodes);
        ({ hasNextPage: more, endCursor: after } = page.pageInfo);
      }
      expect(seen.filter(({ problems }) => problems.length > 0)).toEqual([]);
    }
  });

  it('can be read as a site reads them', async () => {
    const query =
      '{ publishedItems(type: "article", locale: "de", first: 3) { totalCount nodes { title locale references { title type } } }' +
      ' publishedItem(type: "landing-page", slug: "everything-in-one-place") { title data references { slug } } }';
    const { data, errors } = await cms.send(identities[0]!, query);
    expect(errors).toEqual([]);
    expect(data.publishedItems.totalCount).toBeGreaterThan(10);
    expect(data.publishedItems.nodes[0]).toMatchObject({ locale: 'de', references: [{ type: 'author' }] });
    expect(data.publishedItem.references.length).toBe(2);
  });

  it('have a tree of pages with something on each that is published', async () => {
    const query = '{ siteMenu(locale: "de") { title path children { path } } publishedPage(path: "/") { regions { name items { title } } } }';
    for (const identity of identities) {
      const { data, errors } = await cms.send(identity, query);
      expect(errors).toEqual([]);
      expect(data.siteMenu.map(({ path }: { path: string }) => path)).toEqual(['/product', '/company', '/journal']);
      expect(data.siteMenu[1].children).toEqual([{ path: '/company/team' }]);
      expect(data.publishedPage.regions.map(({ items }: { items: object[] }) => items.length)).toEqual([1, 3]);
    }
  });

  it('have a dozen pictures, which can be looked at', async () => {
    for (const identity of identities) {
      const { data } = await cms.send(identity, '{ mediaFiles { totalCount nodes { url alt renditions { url } uses { itemId } } } }');
      expect(data.mediaFiles.totalCount).toBe(12);
      expect(data.mediaFiles.nodes.filter(({ uses }: { uses: object[] }) => uses.length > 0).length).toBeGreaterThan(8);
      for (const { url, renditions } of data.mediaFiles.nodes) {
        const answers = await Promise.all([url, renditions[0].url].map((path: string) => fetch(cms.origin + path)));
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
        await Promise.all(answers.map((answer) => answer.arrayBuffer()));
      }
    }
  });

  it('are laid down once, however often they are laid down', async () => {
    const counts = () => cms.database.sql('SELECT (SELECT count(*) FROM content_items) AS items, (SELECT count(*) FROM content_revisions) AS revisions, (SELECT count(*) FROM content_claims) AS claims');
    const before = await counts();
    const database = openDatabase({ ...cms.database, PrismaClient });
    await seed({ database, world: await demoWorld(), passwords: new Map(), media: cms.media });
    await database.close();
    expect(await counts()).toEqual(before);
  });
});
