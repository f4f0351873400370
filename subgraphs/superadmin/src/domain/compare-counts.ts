/** How many live rows of one kind one tenant has. */
export interface CountOf {
  readonly tenantId: string;
  readonly entity: string;
  readonly count: number;
}

export interface CountDifference {
  readonly tenantId: string;
  readonly entity: string;
  readonly projected: number;
  readonly live: number;
}

/** Where two sets of counts differ; a count that one of them lacks is 0 there. */
export function compareCounts(projected: readonly CountOf[], live: readonly CountOf[]): CountDifference[] {
  const pairs = new Map<string, { tenantId: string; entity: string; projected: number; live: number }>();
  const put = (side: 'projected' | 'live', { tenantId, entity, count }: CountOf) => {
    const key = `${tenantId}|${entity}`;
    const pair = pairs.get(key) ?? { tenantId, entity, projected: 0, live: 0 };
    pair[side] += count;
    pairs.set(key, pair);
  };
  for (const count of projected) put('projected', count);
  for (const count of live) put('live', count);
  return [...pairs.values()].filter((pair) => pair.projected !== pair.live);
}
