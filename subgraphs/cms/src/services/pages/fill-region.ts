import { badInput } from '@tessera/errors';
import { parseId } from '@tessera/subgraph';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { regionProblem } from '../../domain/page.ts';
import { typesOfDocuments } from '../check-references.ts';
import type { Scope } from '../scope.ts';
import { pageOf, reviseTree } from './revise-tree.ts';
import { savePage, slotsOf } from './save-page.ts';
import { regionsOf, templateOf } from './templates.ts';

/**
 * Saves a page anew with these documents in a region, in this order, in place of what stood there.
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
    const page = pageOf(tree, pageId, version);
    const template = await templateOf(tree.tx, page.templateId);
    const regions = regionsOf(template);
    const region = regions.find((each) => each.name === name);
    if (!region) throw badInput('region', `\`region\`: The template has ${regions.map((each) => each.name).join(', ')}, and no ${name}.`);
    const keyOf = await typesOfDocuments(tree.tx, ids);
    const problem = regionProblem(region, ids.map((id) => keyOf.get(id)));
    if (problem) throw badInput('documentIds', `\`documentIds\`: ${problem}`);
    return savePage(tree, page, { template, slots: { ...slotsOf(page), [name]: ids } });
  });
}
