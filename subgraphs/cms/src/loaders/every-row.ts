import DataLoader from 'dataloader';
import { BATCH_ONLY } from '@tessera/subgraph';

/** All rows of a small table, read once for all who ask together. */
export function everyRow<Row>(read: () => Promise<readonly Row[]>): { load(): Promise<readonly Row[]> } {
  const loader = new DataLoader<'all', readonly Row[]>(async (asked) => {
    const rows = await read();
    return asked.map(() => rows);
  }, BATCH_ONLY);
  return { load: () => loader.load('all') };
}
