import { asRows } from '../rows.ts';
import type { Transaction } from '../scope.ts';

/** A series of numbers of one tenant. */
export interface SeriesOfTenant {
  readonly tenantId: string;
  readonly series: string;
}

/** A number that was given. */
export interface GivenNumber {
  readonly series: string;
  readonly number: number;
}

/**
 * The next number for each of these, in their order. A series is locked until the transaction ends, and gives its
 * numbers back when that fails: so none is left out. Series are locked in one order, so that nobody waits in a circle.
 */
export async function giveNumbers(tx: Transaction, wanted: readonly SeriesOfTenant[]): Promise<GivenNumber[]> {
  const counted = Map.groupBy(wanted, keyOf);
  const rows = [...counted.values()].map(([{ tenantId, series } = missing(), ...others]) => {
    return { tenantId, series, count: 1 + others.length };
  });
  const lasts = await tx.$queryRaw<{ tenantId: string; series: string; last: number }[]>`
    INSERT INTO number_series AS s (tenant_id, series, last)
    SELECT "tenantId", series, count
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS wanted ("tenantId" uuid, series text, count integer)
    ORDER BY "tenantId", series
    ON CONFLICT (tenant_id, series) DO UPDATE SET last = s.last + excluded.last
    RETURNING s.tenant_id AS "tenantId", s.series, s.last`;
  const next = new Map(lasts.map((row) => [keyOf(row), row.last - (counted.get(keyOf(row))?.length ?? 0)]));
  return wanted.map((each) => {
    const number = (next.get(keyOf(each)) ?? 0) + 1;
    next.set(keyOf(each), number);
    return { series: each.series, number };
  });
}

const keyOf = ({ tenantId, series }: SeriesOfTenant) => `${tenantId} ${series}`;

function missing(): never {
  throw new Error('A group without members.');
}
