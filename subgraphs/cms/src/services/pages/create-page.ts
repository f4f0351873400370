import { parseInput } from '@tessera/subgraph';
import { v7 as uuid } from 'uuid';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { newPage, type NewPage, type Titles } from '../../domain/page.ts';
import { childrenOf } from '../../domain/page-tree.ts';
import { chooseLocale, ensureLocales } from '../locales.ts';
import type { Scope, Transaction } from '../scope.ts';
import { parentOf, reviseTree } from './revise-tree.ts';
import { checkAddress, keepPageRevision } from './save-page.ts';
import { findTemplate } from './templates.ts';

/**
 * Adds a page behind its siblings, as a draft.
 * @throws AppError BAD_USER_INPUT, NOT_FOUND for a parent, CONFLICT for a slug that is taken
 */
export function createPage(scope: Scope, input: NewPage): Promise<Page> {
  const { template: key, parentId: named, titles, note, ...values } = parseInput(newPage, input);
  return reviseTree(scope, async (tree) => {
    const { tx, tenantId, userId: authorId, pages } = tree;
    const parentId = parentOf(tree, null, named, 'input.parentId');
    const place = { tenantId, id: uuid(), parentId, position: childrenOf(pages, parentId).length + 1 };
    checkAddress(tree, { ...place, slug: values.slug, publishedSlug: null });
    await checkTitles(tx, tenantId, titles);
    const template = await findTemplate(tx, key);
    const page = await tx.page.create({ data: { ...values, ...place, titles, templateId: template.id } });
    await keepPageRevision(tx, page, template, { note, authorId });
    return page;
  });
}

/** @throws AppError BAD_USER_INPUT for a locale that the tenant lacks */
export async function checkTitles(tx: Transaction, tenantId: string, titles: Titles | undefined): Promise<void> {
  if (!titles) return;
  const locales = await ensureLocales(tx, tenantId);
  for (const code of Object.keys(titles)) chooseLocale(locales, code, 'input.titles');
}
