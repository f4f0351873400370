import { loadOne } from '@tessera/subgraph';
import type { ScopedDb } from '@tessera/tenancy';
import type { PrismaClient } from '../../../../prisma/cms/client/client.ts';

/** How much content a tenant has, as far as the caller may see it. */
export interface ContentSummary {
  readonly tenantId: string;
  readonly items: number;
  readonly drafts: number;
  readonly inReview: number;
  readonly archived: number;
  readonly published: number;
  readonly types: number;
  readonly mediaFiles: number;
  readonly pages: number;
}

/** Counted by the tables' indexes, each once for all tenants that are asked for together. */
const COUNTS = `
  SELECT asked.id AS "tenantId", COALESCE(items.all_states, 0)::int AS items, COALESCE(items.drafts, 0)::int AS drafts,
    COALESCE(items.in_review, 0)::int AS "inReview", COALESCE(items.archived, 0)::int AS archived,
    COALESCE(published.rows, 0)::int AS published, COALESCE(types.rows, 0)::int AS types,
    COALESCE(media.rows, 0)::int AS "mediaFiles", COALESCE(pages.rows, 0)::int AS pages
  FROM unnest($1::uuid[]) AS asked (id)
  LEFT JOIN (
    SELECT tenant_id, count(*) AS all_states, count(*) FILTER (WHERE state = 'DRAFT') AS drafts,
      count(*) FILTER (WHERE state = 'IN_REVIEW') AS in_review, count(*) FILTER (WHERE state = 'ARCHIVED') AS archived
    FROM content_items WHERE tenant_id = ANY($1) AND deleted_at IS NULL GROUP BY tenant_id
  ) items ON items.tenant_id = asked.id
  LEFT JOIN (
    SELECT tenant_id, count(*) AS rows FROM published_items WHERE tenant_id = ANY($1) GROUP BY tenant_id
  ) published ON published.tenant_id = asked.id
  LEFT JOIN (
    SELECT tenant_id, count(*) AS rows FROM content_types
    WHERE tenant_id = ANY($1) AND deleted_at IS NULL GROUP BY tenant_id
  ) types ON types.tenant_id = asked.id
  LEFT JOIN (
    SELECT tenant_id, count(*) AS rows FROM media_files WHERE tenant_id = ANY($1) GROUP BY tenant_id
  ) media ON media.tenant_id = asked.id
  LEFT JOIN (
    SELECT tenant_id, count(*) AS rows FROM pages WHERE tenant_id = ANY($1) GROUP BY tenant_id
  ) pages ON pages.tenant_id = asked.id`;

/** Null for a tenant that is not the caller's. */
export function summaryLoader(db: ScopedDb<PrismaClient>) {
  const isOpen = (id: string) => db.tenantId === null || db.tenantId === id;
  return loadOne(
    async (ids) => {
      const open = ids.filter(isOpen);
      return open.length > 0 ? db.sql<ContentSummary & object>(COUNTS, [open]) : [];
    },
    ({ tenantId }) => tenantId,
  );
}
