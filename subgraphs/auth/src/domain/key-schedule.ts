/** How long an access token is valid; no token outlives the key that signed it by more. */
export const TOKEN_LIFETIME_MS = 10 * 60_000;
/** How often the signing key changes by itself. */
export const ROTATION_PERIOD_MS = 30 * 24 * 60 * 60_000;
/** How long a key is published before it signs: longer than anybody caches the key set. */
export const PUBLISH_LEAD_MS = 15 * 60_000;
/** How far clocks may differ. */
const CLOCK_SKEW_MS = 60_000;

export interface ScheduledKey {
  readonly kid: string;
  readonly activatesAt: Date;
}

export interface KeySchedule<Key extends ScheduledKey> {
  /** Signs now; null when there is no key yet. */
  readonly signing: Key | null;
  /** Published, not yet signing. */
  readonly upcoming: readonly Key[];
  /** Signs no more, but a token that it signed may still be valid. */
  readonly retiring: readonly Key[];
  /** Nothing that it signed can be valid any more. */
  readonly expired: readonly Key[];
  /** When a key that is still missing has to become active; null when none is missing. */
  readonly successorDueAt: Date | null;
}

/**
 * What each key is for at `now`. A key signs from its own `activatesAt` until that of the next one, so that one moment
 * a key says everything, and replicas that hold the same keys agree without talking.
 */
export function keySchedule<Key extends ScheduledKey>(keys: readonly Key[], now: Date): KeySchedule<Key> {
  const oldestFirst = keys.toSorted((a, b) => a.activatesAt.getTime() - b.activatesAt.getTime());
  const upcoming = oldestFirst.filter((key) => key.activatesAt > now);
  const past = oldestFirst.filter((key) => key.activatesAt <= now);
  const isExpired = (_key: Key, index: number) => {
    const retiredAt = past[index + 1]?.activatesAt.getTime() ?? Infinity;
    return retiredAt + TOKEN_LIFETIME_MS + CLOCK_SKEW_MS < now.getTime();
  };
  const expired = past.filter(isExpired);
  const signing = past.at(-1) ?? null;
  const retiring = past.filter((key) => key !== signing && !expired.includes(key));
  return { signing, upcoming, retiring, expired, successorDueAt: successorDueAt(signing, upcoming, now) };
}

function successorDueAt(signing: ScheduledKey | null, upcoming: readonly ScheduledKey[], now: Date): Date | null {
  if (!signing) return now;
  if (upcoming.length > 0) return null;
  const end = signing.activatesAt.getTime() + ROTATION_PERIOD_MS;
  return end - PUBLISH_LEAD_MS > now.getTime() ? null : earliestActivation(now, end);
}

/** The moment from which a key that is published now may sign. */
export function earliestActivation(now: Date, notBefore = 0): Date {
  return new Date(Math.max(notBefore, now.getTime() + PUBLISH_LEAD_MS));
}
