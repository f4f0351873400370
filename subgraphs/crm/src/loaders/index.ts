import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/crm/client/client.ts';
import { createLists, type Lists } from './lists.ts';
import { createRecordLoaders } from './records.ts';

/** Everything that one request reads, put together into few statements. */
export interface Loaders extends ReturnType<typeof createRecordLoaders> {
  readonly lists: Lists;
}

export function createLoaders(db: ScopedDb<PrismaClient>): Loaders {
  return { ...createRecordLoaders(db), lists: createLists(db) };
}
