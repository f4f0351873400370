import { notFound } from '@tessera/errors';
import { parseId, type Connection, type PageArgs } from '@tessera/subgraph';
import type { Page, PageRevision } from '../../../../../prisma/cms/client/client.ts';
import { diffBetween, type Change } from '../../domain/revision-diff.ts';
import { readRevisions } from '../read-revisions.ts';
import type { Scope, Transaction } from '../scope.ts';

/** All that was ever saved of a page, newest first. @throws AppError BAD_USER_INPUT */
export function listPageRevisions(
  { db }: Scope,
  { id: pageId }: Page,
  args: PageArgs,
): Promise<Connection<PageRevision & { readonly id: string }>> {
  return readRevisions(args, {
    list: 'page.revisions',
    id: pageId,
    find: (where, order) => db.query((prisma) => prisma.pageRevision.findMany({ where: { ...where, pageId }, ...order })),
    count: () => db.query((prisma) => prisma.pageRevision.count({ where: { pageId } })),
  });
}

/** What changed from one revision of a page to another; null when either is missing. */
export async function diffPageRevisions({ db }: Scope, id: string, from: number, to: number): Promise<Change[] | null> {
  const where = { pageId: parseId('page', id), number: { in: [from, to] } };
  const found = await db.query((prisma) => prisma.pageRevision.findMany({ where }));
  return diffBetween(found, from, to, ({ slug, template, titles, inMenu, regions }) => ({ slug, template, titles, inMenu, regions }));
}

/** @throws AppError NOT_FOUND */
export async function findPageRevision(tx: Transaction, pageId: string, number: number): Promise<PageRevision> {
  const revision = await tx.pageRevision.findFirst({ where: { pageId, number } });
  if (!revision) throw notFound('revision of this page');
  return revision;
}
