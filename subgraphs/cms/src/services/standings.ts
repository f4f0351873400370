import type { ItemData } from '../domain/item-data.ts';
import type { Standing } from '../domain/type-change.ts';
import type { Transaction } from './scope.ts';

const BATCH = 500;

/** The working copies of a type, and what is published of it, some hundred at a time. */
export async function* standingsOf(tx: Transaction, typeId: string): AsyncGenerator<Standing> {
  const shared = { id: true, title: true, locale: true, slug: true, data: true } as const;
  const query = (after: string) => ({
    where: { typeId, id: { gt: after } },
    orderBy: { id: 'asc' as const },
    take: BATCH,
    select: shared,
  });
  const readers = [
    [false, (after: string) => tx.contentItem.findMany({ ...query(after), where: { ...query(after).where, deletedAt: null } })],
    [true, (after: string) => tx.publishedItem.findMany(query(after))],
  ] as const;
  for (const [published, read] of readers) {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await read(after);
      for (const { id, data, ...row } of rows) yield { ...row, itemId: id, data: data as ItemData, published };
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) break;
      after = last.id;
    }
  }
}
