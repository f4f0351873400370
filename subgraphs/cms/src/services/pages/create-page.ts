import { badInput } from '@tessera/errors';
import { parseInput } from '@tessera/subgraph';
import { v7 as uuid } from 'uuid';
import type { Page } from '../../../../../prisma/cms/client/client.ts';
import { newPage, type NewPage, type Titles } from '../../domain/page.ts';
import { childrenOf } from '../../domain/page-tree.ts';
import { chooseLocale, ensureLocales } from '../locales.ts';
import type { Scope, Transaction } from '../scope.ts';
import { parentOf, reviseTree } from './revise-tree.ts';
import { findTemplate } from './templates.ts';

/** Adds a page behind its siblings. @throws AppError BAD_USER_INPUT, NOT_FOUND for a parent, CONFLICT for a slug that is taken */
export function createPage(scope: Scope, input: NewPage): Promise<Page> {
  const { template, parentId: named, titles, ...values } = parseInput(newPage, input);
  return reviseTree(scope, async (tree) => {
    const { tx, tenantId, pages } = tree;
    const parentId = parentOf(tree, null, named, 'input.parentId');
    checkHome(values.slug, parentId);
    await checkTitles(tx, tenantId, titles);
    const { id: templateId } = await findTemplate(tx, template);
    const position = childrenOf(pages, parentId).length + 1;
    return tx.page.create({ data: { ...values, titles, tenantId, id: uuid(), parentId, templateId, position } });
  });
}

/** @throws AppError BAD_USER_INPUT for an empty slug anywhere but at the top */
export function checkHome(slug: string | undefined, parentId: string | null): void {
  if (slug !== '' || parentId === null) return;
  throw badInput('input.slug', '`input.slug`: Only the home page, at the top, has an empty slug.');
}

/** @throws AppError BAD_USER_INPUT for a locale that the tenant lacks */
export async function checkTitles(tx: Transaction, tenantId: string, titles: Titles | undefined): Promise<void> {
  if (!titles) return;
  const locales = await ensureLocales(tx, tenantId);
  for (const code of Object.keys(titles)) chooseLocale(locales, code, 'input.titles');
}
