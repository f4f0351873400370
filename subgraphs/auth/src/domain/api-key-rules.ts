const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** An API key lives for this long when nothing is said ... */
export const API_KEY_MS = 365 * DAY_MS;
/** ... and for so long at most. */
export const MAX_API_KEY_MS = 2 * API_KEY_MS;
/** A key that was rotated goes on for this long when nothing is said ... */
export const KEEP_OLD_MINUTES = 60;
/** ... and for so long at most. */
export const MAX_KEEP_OLD_MINUTES = 7 * 24 * 60;
/** Of one user in one tenant, that can still be used: more are not told apart, and forgotten somewhere. */
export const MAX_ACTIVE_API_KEYS = 50;
/** A key that was revoked or has expired is listed for this long, so that whoever looks for it finds what became of it. */
export const ENDED_API_KEY_MS = 90 * DAY_MS;
/** Of a key that is used all the time, `lastUsedAt` is written this often. */
export const LAST_USE_MS = MINUTE_MS;

/** What was asked for, checked; or which argument cannot be accepted, and why. */
export type Checked<T> = { readonly value: T } | { readonly field: string; readonly fault: string };

/** One line, so that a list shows it whole. */
export function checkName(name: string): Checked<string> {
  const trimmed = name.trim();
  const isLine = trimmed.length >= 1 && trimmed.length <= 100 && !/\p{Cc}/u.test(trimmed);
  return isLine ? { value: trimmed } : { field: 'name', fault: 'Say what the key is for, in one line of at most 100 characters.' };
}

/** Sorted and each once. @param known every scope that there is */
export function checkScopes(scopes: readonly string[], known: readonly string[]): Checked<string[]> {
  const unknown = scopes.find((scope) => !known.includes(scope));
  const there = `There are: ${known.join(', ')}.`;
  if (unknown !== undefined) return { field: 'scopes', fault: `There is no scope \`${unknown.slice(0, 60)}\`. ${there}` };
  if (scopes.length === 0) return { field: 'scopes', fault: `Name at least one scope. ${there}` };
  return { value: [...new Set(scopes)].sort() };
}

/** @param expiresAt null where none was named */
export function checkExpiry(expiresAt: Date | null, now: Date): Checked<Date> {
  if (expiresAt === null) return { value: new Date(now.getTime() + API_KEY_MS) };
  const lifeMs = expiresAt.getTime() - now.getTime();
  if (lifeMs > 0 && lifeMs <= MAX_API_KEY_MS) return { value: expiresAt };
  return { field: 'expiresAt', fault: 'Name a moment to come, within two years.' };
}

export function checkKeepOld(minutes: number): Checked<number> {
  if (minutes >= 0 && minutes <= MAX_KEEP_OLD_MINUTES) return { value: minutes * MINUTE_MS };
  return { field: 'keepOldForMinutes', fault: `Name 0 to ${MAX_KEEP_OLD_MINUTES} minutes.` };
}

export interface KeyState {
  readonly revokedAt: Date | null;
  readonly expiresAt: Date;
}

export function isActive({ revokedAt, expiresAt }: KeyState, now: Date): boolean {
  return revokedAt === null && expiresAt > now;
}
