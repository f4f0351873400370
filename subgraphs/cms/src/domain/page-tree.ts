/** A page as far as the tree is concerned. */
export interface TreePage {
  readonly id: string;
  /** Null: it stands at the top. */
  readonly parentId: string | null;
  readonly slug: string;
  /** Where readers find it, if they do; a draft may have another slug. */
  readonly publishedSlug: string | null;
  /** Among its siblings, from 1 without gaps. */
  readonly position: number;
}

/** So deep a tree may be; a page at the top is at depth 1. */
export const MAX_DEPTH = 20;

/** The slugs that a page holds among its siblings: its own, and the one under which readers find it. */
const slugsOf = ({ slug, publishedSlug }: Pick<TreePage, 'slug' | 'publishedSlug'>) => [slug, publishedSlug];

export const isHome = (page: Pick<TreePage, 'slug' | 'publishedSlug'>): boolean => slugsOf(page).includes('');

/** Whether another page below the same parent holds one of a page's slugs. */
export function isTaken(pages: readonly TreePage[], page: Pick<TreePage, 'id' | 'parentId' | 'slug' | 'publishedSlug'>): boolean {
  const others = pages.filter(({ id, parentId }) => parentId === page.parentId && id !== page.id);
  return others.some((other) => slugsOf(other).some((slug) => slug !== null && slugsOf(page).includes(slug)));
}

/** The pages below a parent, in their order. */
export function childrenOf<Page extends TreePage>(pages: readonly Page[], parentId: string | null): Page[] {
  return pages.filter((page) => page.parentId === parentId).sort((a, b) => a.position - b.position);
}

/** A page and everything above it, from the top down. */
export function lineTo<Page extends TreePage>(pages: readonly Page[], id: string | null): Page[] {
  const line: Page[] = [];
  let page = pages.find((each) => each.id === id);
  while (page && !line.includes(page)) {
    line.unshift(page);
    const { parentId } = page;
    page = pages.find((each) => each.id === parentId);
  }
  return line;
}

/** Everything below a page. */
export function below<Page extends TreePage>(pages: readonly Page[], id: string): Page[] {
  return childrenOf(pages, id).flatMap((child) => [child, ...below(pages, child.id)]);
}

/** The address of a page, for example `/about/team`; the home page's is `/`. */
export function pathOf(pages: readonly TreePage[], id: string): string {
  return `/${lineTo(pages, id).map(({ slug }) => slug).filter((slug) => slug !== '').join('/')}`;
}

/** The page at an address, or undefined. */
export function pageAt<Page extends TreePage>(pages: readonly Page[], path: string): Page | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return pages.find(({ slug, parentId }) => slug === '' && parentId === null);
  let page: Page | undefined;
  for (const part of parts) {
    const parentId = page?.id ?? null;
    page = pages.find((each) => each.parentId === parentId && each.slug === part);
    if (!page) return undefined;
  }
  return page;
}

/** Why a page cannot be put there; null when it can. `id` is null for a new one. */
export function placeProblem(pages: readonly TreePage[], id: string | null, parentId: string | null): string | null {
  if (parentId === null) return null;
  const line = lineTo(pages, parentId);
  if (line.some((page) => page.id === id)) return 'A page cannot be moved below itself.';
  if (line.some(isHome)) return 'Nothing stands below the home page: put it at the top.';
  const height = id === null ? 1 : heightOf(pages, id);
  return line.length + height > MAX_DEPTH ? `The tree would be deeper than ${MAX_DEPTH} pages.` : null;
}

function heightOf(pages: readonly TreePage[], id: string): number {
  return 1 + Math.max(0, ...childrenOf(pages, id).map((child) => heightOf(pages, child.id)));
}

/** Where a page stands after a change of the tree. */
export interface Place {
  readonly id: string;
  readonly parentId: string | null;
  readonly position: number;
}

/**
 * The tree with a page at a place among its new siblings: all places that are different then.
 * @param index from 0; beyond the last, or undefined: the last
 */
export function moved(pages: readonly TreePage[], id: string, parentId: string | null, index?: number): Place[] {
  const siblings = childrenOf(pages, parentId).filter((page) => page.id !== id);
  const at = Math.max(0, Math.min(index ?? siblings.length, siblings.length));
  const ordered = [...siblings.slice(0, at).map((page) => page.id), id, ...siblings.slice(at).map((page) => page.id)];
  const page = pages.find((each) => each.id === id);
  const left = page && page.parentId !== parentId ? childrenOf(pages, page.parentId).filter((each) => each.id !== id) : [];
  const places = [
    ...ordered.map((each, place): Place => ({ id: each, parentId, position: place + 1 })),
    ...left.map((each, place): Place => ({ id: each.id, parentId: each.parentId, position: place + 1 })),
  ];
  return places.filter((place) => !isAsBefore(pages, place));
}

function isAsBefore(pages: readonly TreePage[], { id, parentId, position }: Place): boolean {
  return pages.some((page) => page.id === id && page.parentId === parentId && page.position === position);
}

/** The places of those that are left when a page goes. */
export function closedUp(pages: readonly TreePage[], gone: TreePage): Place[] {
  const left = childrenOf(pages, gone.parentId).filter(({ id }) => id !== gone.id);
  return left
    .map(({ id, parentId }, index): Place => ({ id, parentId, position: index + 1 }))
    .filter((place) => !isAsBefore(pages, place));
}
