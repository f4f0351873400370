import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { moved } from '../../domain/page-tree.ts';
import type { Scope } from '../scope.ts';
import { pageOf, parentOf, putPlaces, reviseTree } from './revise-tree.ts';
import { checkAddress } from './save-page.ts';

/**
 * Puts a page, with all that is below it, at a place among the children of another, or at the top.
 * @param index from 0; the last when left out
 * @throws AppError BAD_USER_INPUT for a place below itself, NOT_FOUND, CONFLICT for a stale version or a slug that is taken
 */
export function movePage(
  scope: Scope,
  pageId: string,
  version: number,
  named?: string | null,
  index?: number | null,
): Promise<Page> {
  return reviseTree(scope, async (tree) => {
    const page = pageOf(tree, pageId, version);
    const parentId = parentOf(tree, page.id, named, 'parentId');
    checkAddress(tree, { ...page, parentId });
    await putPlaces(tree, moved(tree.pages, page.id, parentId, index ?? undefined), page.id);
    return tree.tx.page.findFirstOrThrow({ where: { id: page.id } });
  });
}
