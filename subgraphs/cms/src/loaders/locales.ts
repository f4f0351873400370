import DataLoader from 'dataloader';
import { BATCH_ONLY } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/cms/client/client.ts';
import { FIRST_LOCALES, type Locale } from '../domain/locales.ts';

/** How a tenant's locales are read, wherever they are. */
export const LOCALES_QUERY = { orderBy: { position: 'asc' }, select: { code: true, fallback: true, isDefault: true } } as const;

/** The tenant's locales in their order, read once for all who ask together. */
export function localesLoader(db: ScopedDb<PrismaClient>): { load(): Promise<readonly Locale[]> } {
  const loader = new DataLoader<'all', readonly Locale[]>(async (asked) => {
    const rows = await db.query((prisma) => prisma.contentLocale.findMany(LOCALES_QUERY));
    return asked.map(() => (rows.length > 0 ? rows : FIRST_LOCALES));
  }, BATCH_ONLY);
  return { load: () => loader.load('all') };
}
