import { conflict } from '@tessera/errors';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import type { Scope } from '../scope.ts';
import { pageOf, reviseTree } from './revise-tree.ts';

const UNSEEN = { publishedRevision: null, publishedSlug: null, publishedTemplateId: null, publishedAt: null } as const;

/** Takes a page, and with it what is below it, from its readers. @throws AppError NOT_FOUND, CONFLICT */
export function unpublishPage(scope: Scope, pageId: string, version: number): Promise<Page> {
  return reviseTree(scope, async (tree) => {
    const page = pageOf(tree, pageId, version);
    if (page.publishedRevision === null) throw conflict('The page is not published.', page.version);
    return tree.tx.page.update({
      where: { tenantId_id: { tenantId: tree.tenantId, id: page.id } },
      data: { ...UNSEEN, version: { increment: 1 } },
    });
  });
}
