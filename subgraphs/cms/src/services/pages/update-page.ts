import { parseChanges } from '@tessera/subgraph';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { pageChanges, type PageChanges } from '../../domain/page.ts';
import type { Scope } from '../scope.ts';
import { checkTitles } from './create-page.ts';
import { pageOf, reviseTree } from './revise-tree.ts';
import { savePage } from './save-page.ts';
import { findTemplate } from './templates.ts';

/** @throws AppError NOT_FOUND, CONFLICT for a stale version, and as `savePage` */
export function updatePage(scope: Scope, pageId: string, version: number, input: PageChanges): Promise<Page> {
  const { template: key, ...values } = parseChanges(pageChanges, input);
  return reviseTree(scope, async (tree) => {
    const page = pageOf(tree, pageId, version);
    await checkTitles(tree.tx, tree.tenantId, values.titles);
    const template = key === undefined ? undefined : await findTemplate(tree.tx, key);
    return savePage(tree, page, { ...values, template });
  });
}
