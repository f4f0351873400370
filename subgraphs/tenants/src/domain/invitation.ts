/** Where an invitation stands. */
export type InvitationStatus = 'PENDING' | 'ACCEPTED' | 'REVOKED' | 'EXPIRED';

/** What the status follows from. */
export interface InvitationFacts {
  readonly acceptedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly expiresAt: Date;
}

const DAY_MS = 24 * 60 * 60_000;
/** Long enough for a holiday, short enough for a forgotten link. In days. */
export const LONGEST_INVITATION_DAYS = 30;

export function invitationStatus({ acceptedAt, revokedAt, expiresAt }: InvitationFacts, now: Date): InvitationStatus {
  if (acceptedAt) return 'ACCEPTED';
  if (revokedAt) return 'REVOKED';
  return expiresAt > now ? 'PENDING' : 'EXPIRED';
}

/** When an invitation that is sent now ends; null for a number of days that cannot be. */
export function invitationEnd(days: number, now: Date): Date | null {
  const isPossible = Number.isInteger(days) && days >= 1 && days <= LONGEST_INVITATION_DAYS;
  return isPossible ? new Date(now.getTime() + days * DAY_MS) : null;
}
