import { Prisma } from '../../../../prisma/cms/client/client.ts';
import type { Standing } from '../domain/type-change.ts';
import type { Transaction } from './scope.ts';

const MOST_ROWS = 1_000;
/** Of data, as the database holds them. */
const MOST_BYTES = 2_000_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const SOURCES = [
  [false, Prisma.sql`content_items WHERE deleted_at IS NULL AND`],
  [true, Prisma.sql`published_items WHERE`],
] as const;

/**
 * The working copies of a type, and then what is published of it, each in the order of their ids, a batch at a time:
 * however many and however large they are, only one batch is in memory.
 * @param omitted fields that are not asked for: long texts are most of what there is to read
 */
export async function* standingsOf(
  tx: Transaction,
  typeId: string,
  omitted: readonly string[],
): AsyncGenerator<readonly Standing[]> {
  for (const [published, source] of SOURCES) {
    let after = FIRST_ID;
    for (;;) {
      const rows = await tx.$queryRaw<Omit<Standing, 'published'>[]>(batchSql(source, typeId, omitted, after));
      const last = rows.at(-1);
      if (!last) break;
      yield rows.map((row) => ({ ...row, published }));
      after = last.itemId;
    }
  }
}

/** The next rows in keyset order: as many as fit, and always one. */
function batchSql(source: Prisma.Sql, typeId: string, omitted: readonly string[], after: string): Prisma.Sql {
  return Prisma.sql`
    SELECT id AS "itemId", title, locale, slug, data FROM (
      SELECT *, sum(pg_column_size(data)) OVER (ORDER BY id) - pg_column_size(data) AS bytes_before FROM (
        SELECT id, title, locale, slug, data - ${omitted}::text[] AS data FROM ${source} type_id = ${typeId}::uuid AND id > ${after}::uuid
        ORDER BY id LIMIT ${MOST_ROWS}
      ) page
    ) measured WHERE bytes_before < ${MOST_BYTES} ORDER BY id`;
}
