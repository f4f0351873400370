/** Whether a session can still be used or refreshed at `now`. */
export function isOpen(session: { readonly revokedAt: Date | null; readonly expiresAt: Date }, now: Date): boolean {
  return session.revokedAt === null && session.expiresAt > now;
}
