import { loadMany, loadOne } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/cms/client/client.ts';
import { localesLoader } from './locales.ts';
import { summaryLoader } from './summaries.ts';

/** Everything that one request reads by id, put together into few statements. */
export type Loaders = ReturnType<typeof createLoaders>;

export function createLoaders(db: ScopedDb<PrismaClient>) {
  return {
    contentType: loadOne(
      (ids) => db.query((prisma) => prisma.contentType.findMany({ where: { id: { in: ids }, deletedAt: null } })),
      (row) => row.id,
    ),
    contentItem: loadOne(
      (ids) => db.query((prisma) => prisma.contentItem.findMany({ where: { id: { in: ids }, deletedAt: null } })),
      (row) => row.id,
    ),
    mediaFile: loadOne(
      (ids) => db.query((prisma) => prisma.mediaFile.findMany({ where: { id: { in: ids } } })),
      (row) => row.id,
    ),
    usesOfMedia: loadMany(
      (ids) => {
        const query = { where: { mediaId: { in: ids } }, orderBy: [{ itemId: 'asc' as const }, { published: 'asc' as const }] };
        return db.query((prisma) => prisma.mediaUse.findMany(query));
      },
      (row) => row.mediaId,
    ),
    contentSchedule: loadOne(
      (ids) => db.query((prisma) => prisma.contentSchedule.findMany({ where: { id: { in: ids } } })),
      (row) => row.id,
    ),
    /** By document, in the order of their locales. */
    itemsOfDocument: loadMany(
      (ids) => {
        const query = { where: { documentId: { in: ids }, deletedAt: null }, orderBy: { locale: 'asc' as const } };
        return db.query((prisma) => prisma.contentItem.findMany(query));
      },
      (row) => row.documentId,
    ),
    /** By document, in the order of their locales. */
    publishedOfDocument: loadMany(
      (ids) => {
        const query = { where: { documentId: { in: ids } }, orderBy: { locale: 'asc' as const } };
        return db.query((prisma) => prisma.publishedItem.findMany(query));
      },
      (row) => row.documentId,
    ),
    locales: localesLoader(db),
    summary: summaryLoader(db),
  };
}
