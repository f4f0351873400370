import { conflict } from '@tessera/errors';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import type { Titles } from '../../domain/page.ts';
import type { Scope } from '../scope.ts';
import { findPageRevision } from './page-revisions.ts';
import { pageOf, reviseTree } from './revise-tree.ts';
import { savePage, slotsOf } from './save-page.ts';

/**
 * Saves an older revision of a page as the newest one, without what stood in regions that its template has no more.
 * @throws AppError NOT_FOUND; CONFLICT for a stale version, and for a template that is gone; as `savePage`
 */
export function restorePage(scope: Scope, pageId: string, version: number, number: number): Promise<Page> {
  return reviseTree(scope, async (tree) => {
    const page = pageOf(tree, pageId, version);
    const revision = await findPageRevision(tree.tx, page.id, number);
    const template = await tree.tx.pageTemplate.findFirst({ where: { key: revision.template } });
    if (!template) {
      throw conflict(`Its template \`${revision.template}\` is gone: add it again by \`createPageTemplate\`, or update the page.`, page.version);
    }
    const { slug, titles, inMenu } = revision;
    return savePage(tree, page, { slug, template, titles: titles as Titles, inMenu, slots: slotsOf(revision), restoredFrom: number });
  });
}
