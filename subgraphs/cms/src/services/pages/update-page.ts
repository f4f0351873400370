import { badInput } from '@tessera/errors';
import { parseChanges } from '@tessera/subgraph';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { pageChanges, type PageChanges } from '../../domain/page.ts';
import { childrenOf } from '../../domain/page-tree.ts';
import type { Scope } from '../scope.ts';
import { checkHome, checkTitles } from './create-page.ts';
import { pageOf, reviseTree } from './revise-tree.ts';
import { findTemplate, regionsOf } from './templates.ts';

/**
 * Changes a page. What stood in regions that a new template lacks is taken out.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND, CONFLICT for a stale version or a slug that is taken
 */
export function updatePage(scope: Scope, pageId: string, version: number, input: PageChanges): Promise<Page> {
  const { template: key, ...values } = parseChanges(pageChanges, input);
  return reviseTree(scope, async (tree) => {
    const { tx, tenantId, pages } = tree;
    const page = pageOf(tree, pageId, version);
    checkHome(values.slug, page.parentId);
    if (values.slug === '' && childrenOf(pages, page.id).length > 0) {
      throw badInput('input.slug', '`input.slug`: Nothing stands below the home page: move what is below this one first.');
    }
    await checkTitles(tx, tenantId, values.titles);
    const template = key === undefined ? undefined : await findTemplate(tx, key);
    if (template) {
      const region = { notIn: regionsOf(template).map(({ name }) => name) };
      await tx.pageSlot.deleteMany({ where: { pageId: page.id, region } });
    }
    return tx.page.update({
      where: { tenantId_id: { tenantId, id: page.id } },
      data: { ...values, templateId: template?.id, version: { increment: 1 } },
    });
  });
}
