/** What was not heard of for longer than this is out of date, in milliseconds. */
export const STALE_AFTER_MS = 10_000;

/** How far one service's log is known. */
export interface FollowedService {
  readonly service: string;
  readonly asOf: Date | null;
  readonly lagEvents: number;
  readonly caughtUp: boolean;
  readonly reachable: boolean;
}

/** How far an aggregate can be trusted. Every aggregate of the graph carries these four. */
export interface Freshness {
  /** Null until every contributing service has been read once. */
  readonly asOf: Date | null;
  readonly lagEvents: number;
  readonly complete: boolean;
  readonly missing: string[];
}

/**
 * The freshness of an aggregate over these services: as old as its oldest share, lagging by all that any lags. Missing
 * is a service that was never followed, cannot be reached, fell silent, or is being read from the start.
 */
export function freshnessOf(
  services: readonly string[],
  followed: ReadonlyMap<string, FollowedService>,
  now: number,
): Freshness {
  const states = services.map((service) => followed.get(service));
  const moments = states.map((state) => state?.asOf?.getTime() ?? null);
  const missing = services.filter((service) => !isCurrent(followed.get(service), now));
  return {
    asOf: moments.length === 0 || moments.includes(null) ? null : new Date(Math.min(...(moments as number[]))),
    lagEvents: states.reduce((sum, state) => sum + (state?.lagEvents ?? 0), 0),
    complete: missing.length === 0,
    missing,
  };
}

function isCurrent(state: FollowedService | undefined, now: number): boolean {
  if (!state?.asOf || !state.caughtUp || !state.reachable) return false;
  return now - state.asOf.getTime() <= STALE_AFTER_MS;
}
