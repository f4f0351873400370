import type { DemoTenant } from '@tessera/platform';
import { slugOf } from '../../subgraphs/cms/src/domain/text.ts';
import { ARTICLES, AUTHORS, LANDING_PAGES, PRODUCT_NOTES, type DemoText } from './demo-content.ts';
import { demoId } from './demo-id.ts';
import { DEMO_MEDIA, demoMediaId } from './demo-media.ts';

type State = 'DRAFT' | 'IN_REVIEW' | 'PUBLISHED' | 'ARCHIVED';

/** One item of the demo, in one locale. */
export interface DemoItem {
  readonly type: string;
  readonly documentName: string;
  readonly locale: 'en' | 'de';
  readonly ownerId: string;
  readonly title: string;
  readonly slug: string;
  readonly state: State;
  /** The first revision's data, which readers see when it is published. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The data of a second revision, saved after the first was published. */
  readonly newerData?: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
}

const BEGIN = Date.parse('2026-01-05T08:00:00Z');
const DAY_MS = 24 * 3600 * 1000;

/** All items of a tenant: a year of a small site. */
export function demoItems(tenant: DemoTenant): DemoItem[] {
  const media = (index: number) => demoMediaId(tenant, index % DEMO_MEDIA.length);
  const author = (index: number) => demoId(tenant, `document author ${index % AUTHORS.length}`);
  const article = (index: number) => demoId(tenant, `document article ${index}`);
  return [
    ...documents(tenant, 'author', AUTHORS, { everyDays: 1, titleField: 'name', stateOf: () => 'PUBLISHED', more: (index) => ({ portrait: media(8 + index) }) }),
    ...documents(tenant, 'article', ARTICLES, {
      everyDays: 20,
      titleField: 'title',
      stateOf: articleState,
      more: (index) => ({ author: author(index), image: media(index % 7) }),
    }),
    ...documents(tenant, 'landing-page', LANDING_PAGES, {
      everyDays: 90,
      titleField: 'headline',
      stateOf: (index) => (index === 1 ? 'ARCHIVED' : 'PUBLISHED'),
      more: (index) => ({ hero: media(index), articles: [article(index), article(index + 1)] }),
    }),
    ...documents(tenant, 'product-note', PRODUCT_NOTES, {
      everyDays: 30,
      titleField: 'title',
      stateOf: (index) => (index === PRODUCT_NOTES.length - 1 ? 'IN_REVIEW' : 'PUBLISHED'),
    }),
  ];
}

/** The newest are not published yet, and one old one is put away. */
function articleState(index: number): State {
  if (index === 3) return 'ARCHIVED';
  if (index === 12) return 'IN_REVIEW';
  return index > 13 ? 'DRAFT' : 'PUBLISHED';
}

interface Series {
  readonly everyDays: number;
  readonly titleField: string;
  stateOf(index: number): State;
  more?(index: number): Readonly<Record<string, unknown>>;
}

function documents(tenant: DemoTenant, type: string, texts: readonly DemoText[], series: Series): DemoItem[] {
  const writers = tenant.members.filter(({ role }) => role === 'OWNER' || role === 'ADMIN' || role === 'MEMBER');
  return texts.flatMap((text, index) =>
    (['en', 'de'] as const).flatMap((locale): DemoItem[] => {
      const said = text[locale];
      if (!said) return [];
      const data = { ...named(said, tenant.name), ...series.more?.(index) };
      const title = String(data[series.titleField]);
      const slug = slugOf(title) ?? `${type}-${index}`;
      const state = series.stateOf(index);
      // One of the published articles is being rewritten.
      const isRewritten = type === 'article' && index === 6 && locale === 'en';
      return [
        {
          type,
          documentName: `${type} ${index}`,
          locale,
          ownerId: writers[index % writers.length]?.userId ?? tenant.id,
          title,
          slug,
          state: isRewritten ? 'DRAFT' : state,
          data,
          ...(isRewritten && { newerData: { ...data, summary: 'Now with the languages that you write in.' } }),
          createdAt: new Date(BEGIN + index * series.everyDays * DAY_MS + (locale === 'de' ? DAY_MS : 0)),
        },
      ];
    }),
  );
}

/** `{company}` becomes the tenant's name, as HTML and as text alike. */
function named(data: Readonly<Record<string, unknown>>, company: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? value.replaceAll('{company}', company) : value]),
  );
}
