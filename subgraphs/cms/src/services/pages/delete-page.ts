import { conflict } from '@tessera/errors';
import { childrenOf, closedUp } from '../../domain/page-tree.ts';
import type { Scope } from '../scope.ts';
import { pageOf, putPlaces, reviseTree } from './revise-tree.ts';

/** Deletes a page below which there is none; answers its id. @throws AppError NOT_FOUND, CONFLICT */
export function deletePage(scope: Scope, pageId: string, version: number): Promise<string> {
  return reviseTree(scope, async (tree) => {
    const page = pageOf(tree, pageId, version);
    const children = childrenOf(tree.pages, page.id);
    if (children.length > 0) throw conflict(`There are ${children.length} pages below it: move or delete them first.`);
    await tree.tx.page.delete({ where: { tenantId_id: { tenantId: tree.tenantId, id: page.id } } });
    await putPlaces(tree, closedUp(tree.pages, page));
    return page.id;
  });
}
