import { badInput, conflict } from '@tessera/errors';
import type { Page, PageTemplate, Prisma } from '../../../../../prisma/cms/client/client.ts';
import { withinRegions, type Slots, type Titles } from '../../domain/page.ts';
import { childrenOf, isHome, isTaken, type TreePage } from '../../domain/page-tree.ts';
import type { Transaction } from '../scope.ts';
import type { HeldTree } from './revise-tree.ts';
import { regionsOf, templateOf } from './templates.ts';

/** What a save makes of a page; what is left out stays. */
interface Save {
  readonly slug?: string;
  readonly template?: PageTemplate;
  readonly titles?: Titles;
  readonly inMenu?: boolean;
  readonly slots?: Slots;
  readonly note?: string;
  readonly restoredFrom?: number;
}

/**
 * Saves a page: a new revision, and a draft. What is published stays. What stands in regions that its template lacks is
 * taken out.
 * @throws AppError BAD_USER_INPUT for an empty slug elsewhere than at the top; CONFLICT for a slug that is taken
 */
export async function savePage(tree: HeldTree, page: Page, { template, slots, note, restoredFrom, ...changes }: Save): Promise<Page> {
  const { tx, tenantId } = tree;
  checkAddress(tree, { ...page, slug: changes.slug ?? page.slug });
  const standsOn = template ?? (await templateOf(tx, page.templateId));
  const regions = withinRegions(slots ?? slotsOf(page), regionsOf(standsOn)) as Prisma.InputJsonObject;
  const saved = await tx.page.update({
    where: { tenantId_id: { tenantId, id: page.id } },
    data: { ...changes, regions, templateId: standsOn.id, revision: { increment: 1 }, version: { increment: 1 } },
  });
  await keepPageRevision(tx, saved, standsOn, { note, restoredFrom, authorId: tree.userId });
  return saved;
}

/** What stands in the regions of a page. */
export const slotsOf = ({ regions }: { readonly regions: Prisma.JsonValue }) => regions as unknown as Slots;

/** Keeps what a page says now as its newest revision. */
export async function keepPageRevision(
  tx: Transaction,
  { tenantId, id: pageId, revision: number, slug, titles, inMenu, regions }: Page,
  { key }: PageTemplate,
  more: Pick<Prisma.PageRevisionUncheckedCreateInput, 'note' | 'authorId' | 'restoredFrom'>,
): Promise<void> {
  const content = { slug, template: key, titles: titles as Prisma.InputJsonObject, inMenu, regions: regions as Prisma.InputJsonObject };
  await tx.pageRevision.create({ data: { ...more, ...content, tenantId, pageId, number } });
}

type Address = Pick<TreePage, 'id' | 'parentId' | 'slug' | 'publishedSlug'>;

/**
 * Checks that a page may be where it is to be, as a draft and for readers.
 * @throws AppError BAD_USER_INPUT for a home page that is not at the top, or above others; CONFLICT for a slug that is taken
 */
export function checkAddress({ pages }: HeldTree, page: Address): void {
  if (isHome(page) && page.parentId !== null) {
    throw badInput('input.slug', '`input.slug`: Only the home page, at the top, has an empty slug.');
  }
  if (isHome(page) && childrenOf(pages, page.id).length > 0) {
    throw badInput('input.slug', '`input.slug`: Nothing stands below the home page: move what is below this one first.');
  }
  if (isTaken(pages, page)) throw conflict('Another page there has that slug, as a draft or before readers: choose another.');
}
