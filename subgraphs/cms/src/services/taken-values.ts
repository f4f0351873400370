import type { Standing, TakenValue } from '../domain/type-change.ts';
import type { Transaction } from './scope.ts';

const BATCH = 500;

/** A standing whose value of a field another item has, too. */
interface Taken extends TakenValue {
  readonly itemId: string;
  readonly published: boolean;
}

/**
 * Tells of each standing which values of these fields an item before it has. The database sorts them, and a cursor goes
 * along: ask in the order of `standingsOf`, in the same transaction.
 */
export async function takenValuesOf(
  tx: Transaction,
  typeId: string,
  fields: readonly string[],
): Promise<(standing: Pick<Standing, 'itemId' | 'published'>) => Promise<TakenValue[]>> {
  if (fields.length === 0) return async () => [];
  const rows = readTaken(tx, typeId, fields);
  const read = async (): Promise<Taken | undefined> => (await rows.next()).value;
  let next = await read();
  return async (standing) => {
    const values: TakenValue[] = [];
    for (; next && placeOf(next) <= placeOf(standing); next = await read()) {
      if (placeOf(next) === placeOf(standing)) values.push({ field: next.field, holder: next.holder });
    }
    return values;
  };
}

const placeOf = ({ published, itemId }: Pick<Standing, 'itemId' | 'published'>) => `${Number(published)} ${itemId}`;

/** The first who has a value keeps it: working copies before what is published, as `standingsOf` has them. */
async function* readTaken(tx: Transaction, typeId: string, fields: readonly string[]): AsyncGenerator<Taken, undefined> {
  await tx.$executeRaw`
    DECLARE taken_values NO SCROLL CURSOR FOR
    SELECT "itemId", published, field, holder FROM (
      SELECT standing.id AS "itemId", published, field,
        first_value(standing.id) OVER (PARTITION BY locale, field, data -> field ORDER BY published, standing.id) AS holder
      FROM (
        SELECT id, locale, data, false AS published FROM content_items WHERE type_id = ${typeId}::uuid AND deleted_at IS NULL
        UNION ALL
        SELECT id, locale, data, true FROM published_items WHERE type_id = ${typeId}::uuid
      ) standing
      JOIN unnest(${fields}::text[]) AS asked (field) ON jsonb_exists(data, field)
    ) held
    WHERE holder <> "itemId" ORDER BY published, "itemId"`;
  for (;;) {
    const rows = await tx.$queryRawUnsafe<Taken[]>(`FETCH ${BATCH} FROM taken_values`);
    yield* rows;
    if (rows.length < BATCH) return undefined;
  }
}
