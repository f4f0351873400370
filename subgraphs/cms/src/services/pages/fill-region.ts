import { badInput } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { regionProblem } from '../../domain/page.ts';
import { typesOfDocuments } from '../check-references.ts';
import type { Scope } from '../scope.ts';
import { pageOf, reviseTree } from './revise-tree.ts';
import { regionsOf, templateOf } from './templates.ts';

/**
 * Puts documents into a region of a page, in this order, in place of what stood there.
 * @throws AppError BAD_USER_INPUT for a region that the template lacks or that does not take them; NOT_FOUND, CONFLICT
 */
export function fillRegion(
  scope: Scope,
  pageId: string,
  version: number,
  name: string,
  documentIds: readonly string[],
): Promise<Page> {
  const ids = documentIds.map((id) => parseId('document', id));
  return reviseTree(scope, async (tree) => {
    const { tx, tenantId } = tree;
    const page = pageOf(tree, pageId, version);
    const regions = regionsOf(await templateOf(tx, page.templateId));
    const region = regions.find((each) => each.name === name);
    if (!region) throw badInput('region', `\`region\`: The template has ${regions.map((each) => each.name).join(', ')}, and no ${name}.`);
    const keyOf = await typesOfDocuments(tx, ids);
    const problem = regionProblem(region, ids.map((id) => keyOf.get(id)));
    if (problem) throw badInput('documentIds', `\`documentIds\`: ${problem}`);
    await tx.pageSlot.deleteMany({ where: { pageId: page.id, region: name } });
    const data = ids.map((documentId, index) => ({ tenantId, pageId: page.id, region: name, position: index + 1, documentId }));
    await tx.pageSlot.createMany({ data });
    return tx.page.update({ where: { tenantId_id: { tenantId, id: page.id } }, data: { version: { increment: 1 } } });
  });
}
