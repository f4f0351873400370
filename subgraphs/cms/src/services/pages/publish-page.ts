import { conflict } from '@tessera/errors';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { shortage } from '../../domain/page.ts';
import type { Scope } from '../scope.ts';
import { pageOf, reviseTree } from './revise-tree.ts';
import { slotsOf } from './save-page.ts';
import { regionsOf, templateOf } from './templates.ts';

/**
 * Shows a page's newest revision to readers, at its slug, which no other page has.
 * @throws AppError NOT_FOUND; CONFLICT for a stale version, for what is published already, and for a region that lacks something
 */
export function publishPage(scope: Scope, pageId: string, version: number): Promise<Page> {
  return reviseTree(scope, async (tree) => {
    const page = pageOf(tree, pageId, version);
    if (page.publishedRevision === page.revision) throw conflict('Readers see the newest revision already.', page.version);
    const problem = shortage(slotsOf(page), regionsOf(await templateOf(tree.tx, page.templateId)));
    if (problem) throw conflict(problem, page.version);
    const { revision: publishedRevision, slug: publishedSlug, templateId: publishedTemplateId } = page;
    return tree.tx.page.update({
      where: { tenantId_id: { tenantId: tree.tenantId, id: page.id } },
      data: { publishedRevision, publishedSlug, publishedTemplateId, publishedAt: new Date(), version: { increment: 1 } },
    });
  });
}
