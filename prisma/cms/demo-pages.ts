import type { DemoTenant } from '@tessera/platform';
import type { TransactionClient } from '@tessera/tenancy';
import type { PrismaClient } from './client/client.ts';
import { demoId } from './demo-id.ts';

const FIRST_DAY = new Date('2026-01-03T09:00:00Z');

const TEMPLATES = [
  {
    key: 'home',
    name: 'Home page',
    regions: [
      { name: 'hero', label: 'Large picture', types: ['landing-page'], min: 1, max: 1 },
      { name: 'news', label: 'News', types: ['article'], min: 0, max: 3 },
    ],
  },
  {
    key: 'standard',
    name: 'Page with a column',
    regions: [
      { name: 'main', label: 'Main column', types: ['article', 'landing-page', 'product-note'], min: 0, max: null },
      { name: 'people', label: 'People', types: ['author'], min: 0, max: 8 },
    ],
  },
];

interface DemoPage {
  readonly slug: string;
  readonly en: string;
  readonly de: string;
  readonly template: string;
  readonly parent?: string;
  readonly isHidden?: boolean;
  /** Names of documents by region. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
}

const PAGES: readonly DemoPage[] = [
  { slug: '', en: 'Home', de: 'Start', template: 'home', slots: { hero: ['landing-page 0'], news: ['article 11', 'article 10', 'article 9'] } },
  { slug: 'product', en: 'Product', de: 'Produkt', template: 'standard', slots: { main: ['landing-page 2', 'article 2'] } },
  { slug: 'releases', en: 'Releases', de: 'Versionen', template: 'standard', parent: 'product', slots: { main: ['product-note 6', 'product-note 5', 'product-note 4'] } },
  { slug: 'guides', en: 'Guides', de: 'Anleitungen', template: 'standard', parent: 'product', slots: { main: ['article 1', 'article 4', 'article 7'] } },
  { slug: 'company', en: 'Company', de: 'Unternehmen', template: 'standard', slots: { main: ['article 0', 'article 5'] } },
  { slug: 'team', en: 'Team', de: 'Team', template: 'standard', parent: 'company', slots: { people: ['author 0', 'author 1', 'author 2', 'author 3'] } },
  { slug: 'jobs', en: 'Jobs', de: 'Stellen', template: 'standard', parent: 'company', isHidden: true, slots: {} },
  { slug: 'journal', en: 'Journal', de: 'Journal', template: 'standard', slots: { main: ['article 8', 'article 6'] } },
];

/** The tree of pages, on two templates. What is there already stays. */
export async function putPages(tx: TransactionClient<PrismaClient>, tenant: DemoTenant): Promise<void> {
  const times = { tenantId: tenant.id, createdAt: FIRST_DAY, updatedAt: FIRST_DAY };
  const templates = TEMPLATES.map((template) => ({ ...template, ...times, id: demoId(tenant, `template ${template.key}`) }));
  await tx.pageTemplate.createMany({ data: templates, skipDuplicates: true });
  const pages = PAGES.map(({ slug, en, de, template, parent, isHidden = false }, index) => ({
    ...times,
    id: demoId(tenant, `page ${slug}`),
    parentId: parent === undefined ? null : demoId(tenant, `page ${parent}`),
    templateId: demoId(tenant, `template ${template}`),
    slug,
    position: PAGES.slice(0, index + 1).filter((page) => page.parent === parent).length,
    titles: { en, de },
    published: !isHidden,
    inMenu: slug !== '',
  }));
  // Positions are checked at the end of the transaction, for which there is no skipping of duplicates.
  const there = await tx.page.findMany({ select: { id: true } });
  await tx.page.createMany({ data: pages.filter(({ id }) => !there.some((page) => page.id === id)) });
  const slots = PAGES.flatMap(({ slug, slots: regions }) =>
    Object.entries(regions).flatMap(([region, documents]) =>
      documents.map((document, index) => ({
        tenantId: tenant.id,
        pageId: demoId(tenant, `page ${slug}`),
        region,
        position: index + 1,
        documentId: demoId(tenant, `document ${document}`),
      })),
    ),
  );
  await tx.pageSlot.createMany({ data: slots, skipDuplicates: true });
}
