import { readPage, toConnection, type Connection, type PageArgs } from '@tessera/subgraph';

interface RevisionsPlan<Revision> {
  /** Names the list in its cursors. */
  readonly list: string;
  /** Of what was saved: a revision has no id of its own, and within one list its number says all. */
  readonly id: string;
  find(query: { number: { lt: number | undefined } }, order: { orderBy: { number: 'desc' }; take: number }): Promise<Revision[]>;
  count(): Promise<number>;
}

/** One page of all that was ever saved of something, newest first. @throws AppError BAD_USER_INPUT */
export async function readRevisions<Revision extends { readonly number: number }>(
  args: PageArgs,
  { list, id, find, count }: RevisionsPlan<Revision>,
): Promise<Connection<Revision & { readonly id: string }>> {
  const page = readPage(args, { list, field: 'number', direction: 'desc' });
  const before = typeof page.after?.value === 'number' ? page.after.value : undefined;
  const rows = await find({ number: { lt: before } }, { orderBy: { number: 'desc' }, take: page.size + 1 });
  const nodes = rows.map((row) => ({ ...row, id }));
  return toConnection(nodes, page, ({ number }) => number, count);
}
