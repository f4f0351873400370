import { notFound } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import { optional } from '@tessera/fields';
import type { Page, PageTemplate, PublishedItem } from '../../../../../prisma/cms/client/client.ts';
import { localeCode } from '../../domain/locales.ts';
import { slotsIn, titleIn, withinRegions, type ShownPage, type Slot, type Titles } from '../../domain/page.ts';
import { childrenOf, lineTo, pageAt, pathOf } from '../../domain/page-tree.ts';
import { readerChain } from '../locales.ts';
import { inChain } from '../published-item-parts.ts';
import type { Scope } from '../scope.ts';
import { slotsOf } from './save-page.ts';
import { regionsOf } from './templates.ts';

/** A page as readers see it, in one locale. */
export interface PublishedPage {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly template: string;
  readonly breadcrumbs: { readonly title: string; readonly path: string }[];
  readonly regions: { readonly name: string; readonly items: PublishedItem[] }[];
}

/** An entry of the menu, with those below it. */
export interface MenuEntry {
  readonly pageId: string;
  readonly path: string;
  readonly title: string;
  readonly children: MenuEntry[];
}

/** All pages of the tenant, by path. */
export async function listPages({ load }: Scope): Promise<Page[]> {
  const pages = await load.pages.load();
  const path = new Map(pages.map(({ id }) => [id, pathOf(pages, id)]));
  return [...pages].sort((a, b) => ((path.get(a.id) ?? '') < (path.get(b.id) ?? '') ? -1 : 1));
}

/** One page; null when it is missing. */
export async function findPage({ load }: Scope, id: string): Promise<Page | null> {
  return (await load.pages.load()).find((page) => page.id === id.toLowerCase()) ?? null;
}

/** Its address. */
export async function pathOfPage({ load }: Scope, { id }: Page): Promise<string> {
  return pathOf(await load.pages.load(), id);
}

/** The pages below it, in their order. */
export async function childrenOfPage({ load }: Scope, { id }: Page): Promise<Page[]> {
  return childrenOf(await load.pages.load(), id);
}

/** What it is built on. */
export async function templateOfPage({ load }: Scope, { templateId }: Page): Promise<PageTemplate> {
  const template = await load.pageTemplate.load(templateId);
  if (!template) throw notFound('template');
  return template;
}

/** Where readers find it; null where they do not. */
export async function publishedPathOf({ load }: Scope, { id }: Page): Promise<string | null> {
  const pages = visible(await load.shownPages.load());
  return pages.some((page) => page.id === id) ? pathOf(pages, id) : null;
}

/** What stands in the regions that its template has. */
export async function slotsOfPage(scope: Scope, page: Page): Promise<Slot[]> {
  return slotsIn(withinRegions(slotsOf(page), regionsOf(await templateOfPage(scope, page))));
}

/** What it is called, by locale. */
export function titlesOf({ titles }: Pick<Page, 'titles'>) {
  return Object.entries(titles as Titles).map(([locale, title]) => ({ locale, title }));
}

/** Pages that readers see: below nothing that is not shown. */
function visible(shown: readonly ShownPage[]): ShownPage[] {
  return shown.filter(({ id }) => lineTo(shown, id)[0]?.parentId === null);
}

/** The page at an address; null when there is none that readers see. @throws AppError BAD_USER_INPUT for a locale */
export async function findPublishedPage(scope: Scope, path: string, locale?: string | null): Promise<PublishedPage | null> {
  const chain = readerChain(await scope.load.locales.load(), parseInput(optional(localeCode), locale, 'locale'));
  const pages = visible(await scope.load.shownPages.load());
  const page = pageAt(pages, path);
  const template = page && (await scope.load.pageTemplate.load(page.templateId));
  if (!page || !template) return null;
  const regions = regionsOf(template).map(async ({ name }) => {
    const items = await Promise.all((page.slots[name] ?? []).map((documentId) => inChain(scope, documentId, chain)));
    return { name, items: items.filter((item) => item !== null) };
  });
  return {
    id: page.id,
    path: pathOf(pages, page.id),
    title: titleIn(page.titles, chain),
    template: template.key,
    breadcrumbs: lineTo(pages, page.id).map(({ id, titles }) => {
      return { title: titleIn(titles, chain), path: pathOf(pages, id) };
    }),
    regions: await Promise.all(regions),
  };
}

/** The menu: pages that readers see and that are to be in it. @throws AppError BAD_USER_INPUT for a locale */
export async function readMenu({ load }: Scope, locale?: string | null): Promise<MenuEntry[]> {
  const chain = readerChain(await load.locales.load(), parseInput(optional(localeCode), locale, 'locale'));
  const pages = visible(await load.shownPages.load());
  const entriesBelow = (parentId: string | null): MenuEntry[] =>
    childrenOf(pages, parentId)
      .filter(({ inMenu }) => inMenu)
      .map(({ id, titles }) => {
        return { pageId: id, path: pathOf(pages, id), title: titleIn(titles, chain), children: entriesBelow(id) };
      });
  return entriesBelow(null);
}
