import { loadMany, loadOne } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/cms/client/client.ts';
import { FIRST_LOCALES, type Locale } from '../domain/locales.ts';
import type { ShownPage } from '../domain/page.ts';
import { everyRow } from './every-row.ts';
import { summaryLoader } from './summaries.ts';

/** How a tenant's locales are read, wherever they are. */
export const LOCALES_QUERY = { orderBy: { position: 'asc' }, select: { code: true, fallback: true, isDefault: true } } as const;

const SHOWN_PAGES = `
  SELECT p.id, p.parent_id AS "parentId", p.position, p.published_slug AS slug, p.published_slug AS "publishedSlug",
    p.published_template_id AS "templateId", r.titles, r.in_menu AS "inMenu", r.regions AS slots
  FROM pages p
  JOIN page_revisions r ON r.tenant_id = p.tenant_id AND r.page_id = p.id AND r.number = p.published_revision`;

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
    pages: everyRow(() => db.query((prisma) => prisma.page.findMany())),
    /** As readers see them, each for itself: what is above it may be hidden. */
    shownPages: everyRow(() => db.sql<ShownPage>(SHOWN_PAGES)),
    pageTemplate: loadOne(
      (ids) => db.query((prisma) => prisma.pageTemplate.findMany({ where: { id: { in: ids } } })),
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
    locales: everyRow(async (): Promise<readonly Locale[]> => {
      const rows = await db.query((prisma) => prisma.contentLocale.findMany(LOCALES_QUERY));
      return rows.length > 0 ? rows : FIRST_LOCALES;
    }),
    summary: summaryLoader(db),
  };
}
