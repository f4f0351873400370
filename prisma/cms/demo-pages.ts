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
  const times = { createdAt: FIRST_DAY, updatedAt: FIRST_DAY };
  const templates = TEMPLATES.map((template) => {
    return { ...template, ...times, tenantId: tenant.id, id: demoId(tenant, `template ${template.key}`) };
  });
  await tx.pageTemplate.createMany({ data: templates, skipDuplicates: true });
  // Positions are checked at the end of the transaction, for which there is no skipping of duplicates.
  const there = new Set((await tx.page.findMany({ select: { id: true } })).map(({ id }) => id));
  const added = PAGES.map((page, index) => rowsOf(tenant, page, index)).filter(({ page }) => !there.has(page.id));
  await tx.page.createMany({ data: added.map(({ page }) => ({ ...page, ...times })) });
  await tx.pageRevision.createMany({ data: added.map(({ revision }) => ({ ...revision, createdAt: FIRST_DAY })) });
  for (const { page, isHidden } of added) {
    if (isHidden) continue;
    const published = { publishedRevision: 1, publishedSlug: page.slug, publishedTemplateId: page.templateId, publishedAt: FIRST_DAY };
    await tx.page.update({
      where: { tenantId_id: { tenantId: tenant.id, id: page.id } },
      data: { ...published, updatedAt: FIRST_DAY },
    });
  }
}

function rowsOf(tenant: DemoTenant, { slug, en, de, template, parent, isHidden = false, slots }: DemoPage, index: number) {
  const id = demoId(tenant, `page ${slug}`);
  const documents = (names: readonly string[]) => names.map((name) => demoId(tenant, `document ${name}`));
  const regions = Object.fromEntries(Object.entries(slots).map(([region, names]) => [region, documents(names)]));
  const content = { slug, titles: { en, de }, inMenu: slug !== '', regions };
  return {
    isHidden,
    page: {
      ...content,
      tenantId: tenant.id,
      id,
      parentId: parent === undefined ? null : demoId(tenant, `page ${parent}`),
      templateId: demoId(tenant, `template ${template}`),
      position: PAGES.slice(0, index + 1).filter((page) => page.parent === parent).length,
    },
    revision: { ...content, tenantId: tenant.id, pageId: id, number: 1, template, note: 'First version' },
  };
}
