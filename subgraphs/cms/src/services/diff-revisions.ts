import { parseId } from '@tessera/subgraph';
import { diffBetween, type Change } from '../domain/revision-diff.ts';
import type { Scope } from './scope.ts';

/** What changed from one revision of an item to another; null when either is missing or not the caller's to see. */
export async function diffRevisions({ db }: Scope, id: string, from: number, to: number): Promise<Change[] | null> {
  const itemId = parseId('content item', id);
  const query = { where: { itemId, number: { in: [from, to] }, item: { deletedAt: null } } };
  const found = await db.query((prisma) => prisma.contentRevision.findMany(query));
  return diffBetween(found, from, to, ({ slug, title, data }) => ({ slug, title, data }));
}
