const HOUR_MS = 60 * 60_000;

/**
 * How long one process holds a registration before another may take it over, in milliseconds: it is held anew as long as
 * the process drives it, so that what a dead one held is taken up that much later and no more.
 */
export const LEASE_MS = 3_000;
/** How often a lease is renewed. */
export const RENEW_MS = 1_000;
/** A process lets go of a registration that still waits for its tenant after this time. */
export const LONGEST_DRIVE_MS = 4_000;
/** How often the state of a tenant is asked for meanwhile. */
export const TENANT_POLL_MS = 100;

/** A registration that the other services keep from being completed for this long is undone. */
export const GIVE_UP_AFTER_MS = 6 * HOUR_MS;
/** How long a finished registration is kept, for a repeated request to be answered alike. */
export const ANSWER_KEPT_MS = 24 * HOUR_MS;

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;

/**
 * How long to wait after a failed attempt (counted from 1), in milliseconds: doubling up to eight seconds, so that a
 * service which comes back finds its registrations completed soon, less up to a quarter at random.
 */
export function retryAfterMs(attempt: number, random: number = Math.random()): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(full * (1 - random / 4));
}

/** What is told of a person and a company besides e-mail and password. Null: not told. */
export interface CompanyDetails {
  readonly companyName: string;
  readonly slug: string | null;
  readonly country: string | null;
  readonly displayName: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
}

/** The invitation that a registration accepts, as tenants knows it, and what the person tells of itself. */
export interface InvitationDetails {
  readonly tenantId: string;
  readonly invitationId: string;
  readonly displayName: string | null;
}
